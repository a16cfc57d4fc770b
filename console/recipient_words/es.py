"""The recipient's page in Spanish."""

from console.recipient_words.words import Words

WORDS = Words(
    name="Español",
    months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    day_form="{d} de {month} de {y}",
    switch_label="Idioma de esta página",
    title="Mensajes de {sender}",
    intro="Aquí decide usted qué puede enviar {sender} a {hint}.",
    harmless="No necesita ninguna cuenta, y no ocurre nada hasta que pulse un botón.",
    chosen_title="Lo que ha elegido",
    chosen_all="Los mensajes están detenidos. {sender} no volverá a escribir a {hint}.",
    chosen_email="Los correos electrónicos están detenidos.",
    chosen_sms="Los SMS están detenidos.",
    chosen_until="No llegará nada antes del {day}.",
    chosen_wrong="Usted no es la persona adecuada. Lo que estaba en curso ha terminado.",
    chosen_language="Prefiere que le escriban en {language}.",
    chosen_untracked="No se observa qué abre ni en qué enlaces hace clic.",
    in_flight="Un mensaje que ya estaba en camino todavía puede llegar.",
    stricter="Aquí puede detener más o esperar más tiempo. Para cualquier otra cosa, responda a uno"
    " de los mensajes.",
    all_title="Detener todo",
    all_help="No más correos, SMS ni llamadas de {sender}, ni ahora ni en el futuro.",
    all_button="Detener todos los mensajes",
    channel_title="Detener solo una vía",
    channel_help="Lo que no detenga aquí puede continuar.",
    email_button="Detener los correos",
    sms_button="Detener los SMS",
    later_title="No antes de un día",
    later_help="No llegará nada antes de la mañana de ese día. Después solo podrá elegir un día"
    " posterior.",
    later_label="Nada antes del",
    later_button="Esperar hasta entonces",
    wrong_title="No soy la persona adecuada",
    wrong_help="Lo que está en curso termina, esta serie no se vuelve a enviar a esta dirección y"
    " se avisa a alguien en {sender}.",
    wrong_button="No soy la persona adecuada",
    untracked_title="No observar lo que abro",
    untracked_help="{sender} deja de anotar si abre sus mensajes o sigue sus enlaces. Lo"
    " anotado se borra. Esto no detiene ningún mensaje.",
    untracked_button="No observarme",
    language_title="Mi idioma",
    language_help="Se comunica a {sender} qué idioma prefiere. Esto no detiene nada.",
    language_label="Idioma",
    language_button="Guardar este idioma",
    done_title="Su elección está guardada",
    stored_title="Su petición está guardada",
    stored_text="Surte efecto en pocos minutos. No tiene que hacer nada más.",
    problem_title="Por favor, revise esto",
    nothing_chosen="Elija uno de los puntos siguientes.",
    bad_day="Elija un día futuro, como máximo dentro de diez años.",
    bad_language="Elija uno de los idiomas de la lista.",
    only_later="Ha elegido el {day}, y aquí solo se puede elegir un día posterior. Si quiere tener"
    " noticias antes, responda a uno de los mensajes.",
    too_often="Esto se ha cambiado muchas veces, así que se queda como está. Responda mejor a uno"
    " de los mensajes.",
    unknown_title="Este enlace no está completo",
    unknown_text="No pertenece a ninguno de nuestros mensajes. A veces los enlaces se cortan: copie"
    " el enlace entero del mensaje, o responda al mensaje para detenerlo.",
    expired_title="Este enlace ha caducado",
    expired_text="Los enlaces valen tres años. Responda a cualquiera de nuestros mensajes para"
    " detenerlos.",
    away_title="Vuelva a intentarlo dentro de un minuto",
    away_text="Ahora mismo no hemos podido consultar nuestros datos, así que no se ha cambiado"
    " nada. Inténtelo dentro de un minuto, o responda a cualquiera de nuestros mensajes para"
    " detenerlos.",
    imprint="Remitente: {sender}, {address}",
)
