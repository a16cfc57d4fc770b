"""The recipient's page in French."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Français",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    day_form="{d} {month} {y}",
    switch_label="Langue de cette page",
    title="Messages de {sender}",
    intro="Vous décidez ici de ce que {sender} peut envoyer à {hint}.",
    harmless="Aucun compte n'est nécessaire, et rien ne se passe avant que vous n'appuyiez sur un"
    " bouton.",
    chosen_title="Ce que vous avez choisi",
    chosen_all="Les messages sont arrêtés. {sender} n'écrira plus à {hint}.",
    chosen_email="Les e-mails sont arrêtés.",
    chosen_sms="Les SMS sont arrêtés.",
    chosen_until="Rien n'arrivera avant le {day}.",
    chosen_wrong="Vous n'êtes pas la bonne personne. Ce qui était en cours est terminé.",
    chosen_language="Vous souhaitez qu'on vous écrive en {language}.",
    chosen_untracked="Vos ouvertures et vos clics ne sont pas suivis.",
    in_flight="Un message déjà en route peut encore arriver.",
    stricter="Ici, vous pouvez arrêter davantage ou attendre plus longtemps. Pour toute autre"
    " demande, répondez à l'un des messages.",
    all_title="Tout arrêter",
    all_help="Plus d'e-mails, de SMS ni d'appels de {sender}, maintenant et à l'avenir.",
    all_button="Arrêter tous les messages",
    channel_title="Arrêter un seul moyen",
    channel_help="Ce que vous n'arrêtez pas ici peut continuer.",
    email_button="Arrêter les e-mails",
    sms_button="Arrêter les SMS",
    later_title="Pas avant une certaine date",
    later_help="Rien n'arrivera avant le matin de ce jour. Ensuite, vous ne pourrez choisir qu'une"
    " date plus tardive.",
    later_label="Rien avant le",
    later_button="Attendre jusque-là",
    wrong_title="Je ne suis pas la bonne personne",
    wrong_help="Ce qui est en cours se termine, cette série ne sera plus envoyée à cette adresse,"
    " et quelqu'un chez {sender} en est informé.",
    wrong_button="Je ne suis pas la bonne personne",
    untracked_title="Ne pas suivre ce que j'ouvre",
    untracked_help="{sender} ne note plus si vous ouvrez ses messages ou suivez leurs"
    " liens. Ce qui était noté est effacé. Cela n'arrête aucun message.",
    untracked_button="Ne pas me suivre",
    language_title="Ma langue",
    language_help="{sender} est informé de la langue que vous préférez. Cela n'arrête rien.",
    language_label="Langue",
    language_button="Retenir cette langue",
    done_title="Votre choix est enregistré",
    stored_title="Votre demande est enregistrée",
    stored_text="Elle prend effet en quelques minutes. Vous n'avez rien d'autre à faire.",
    problem_title="Veuillez vérifier ceci",
    nothing_chosen="Choisissez l'un des points ci-dessous.",
    bad_day="Choisissez un jour à venir, dans dix ans au plus tard.",
    bad_language="Choisissez l'une des langues de la liste.",
    only_later="Vous avez choisi le {day}, et seule une date plus tardive peut être choisie ici."
    " Pour avoir de nos nouvelles plus tôt, répondez à l'un des messages.",
    too_often="Ce choix a été modifié très souvent et reste donc tel quel. Répondez plutôt à l'un"
    " des messages.",
    unknown_title="Ce lien n'est pas complet",
    unknown_text="Il ne correspond à aucun de nos messages. Les liens sont parfois coupés : copiez"
    " le lien entier depuis le message, ou répondez au message pour l'arrêter.",
    expired_title="Ce lien a expiré",
    expired_text="Les liens sont valables trois ans. Répondez à l'un de nos messages pour les"
    " arrêter.",
    away_title="Veuillez réessayer dans une minute",
    away_text="Nos données ne sont pas accessibles en ce moment ; rien n'a donc été modifié."
    " Réessayez dans une minute, ou répondez à l'un de nos messages pour les arrêter.",
    imprint="Expéditeur : {sender}, {address}",
)
