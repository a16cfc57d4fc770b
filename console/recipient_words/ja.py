"""The recipient's page in Japanese."""

from console.recipient_words.words import Words

WORDS = Words(
    name="日本語",
    months="1 2 3 4 5 6 7 8 9 10 11 12",
    day_form="{y}年{month}月{d}日",
    switch_label="このページの言語",
    title="{sender}からのメッセージ",
    intro="{sender}が{hint}に何を送ってよいかを、ここで決められます。",
    harmless="アカウントは必要ありません。ボタンを押すまで何も変わりません。",
    chosen_title="お選びになった内容",
    chosen_all="メッセージは停止されました。{sender}は今後{hint}に送信しません。",
    chosen_email="メールは停止されました。",
    chosen_sms="SMSは停止されました。",
    chosen_until="{day}より前には何も届きません。",
    chosen_wrong="担当者ではないとのことです。進行中のものは終了しました。",
    chosen_language="ご希望の言語：{language}",
    chosen_untracked="開封とクリックは記録されません。",
    in_flight="すでに送信中だったメッセージが届くことがあります。",
    stricter="ここでできるのは、さらに停止するか、より長く待つことだけです。"
    "その他のご希望は、いずれかのメッセージにご返信ください。",
    all_title="すべて停止する",
    all_help="{sender}からのメール、SMS、電話を、今後一切受け取りません。",
    all_button="すべてのメッセージを停止",
    channel_title="一つの方法だけ停止する",
    channel_help="ここで停止しないものは続くことがあります。",
    email_button="メールを停止",
    sms_button="SMSを停止",
    later_title="指定の日まで待つ",
    later_help="その日の朝までは何も届きません。あとから選べるのは、より遅い日だけです。",
    later_label="この日より前は受け取らない",
    later_button="その日まで待つ",
    wrong_title="私は担当者ではありません",
    wrong_help="進行中のものは終了し、このシリーズがこのアドレスに再び送られることはありません。"
    "{sender}の担当者に知らせます。",
    wrong_button="私は担当者ではありません",
    untracked_title="開封を記録しない",
    untracked_help="{sender}は、メッセージの開封やリンクのクリックを今後記録しません。これまでの"
    "記録は削除されます。これによって停止されるメッセージはありません。",
    untracked_button="記録しない",
    language_title="ご希望の言語",
    language_help="ご希望の言語を{sender}に知らせます。これによって停止されるものはありません。",
    language_label="言語",
    language_button="この言語を保存",
    done_title="選択を保存しました",
    stored_title="ご希望を受け付けました",
    stored_text="数分以内に反映されます。ほかに必要な操作はありません。",
    problem_title="もう一度ご確認ください",
    nothing_chosen="下の項目から一つお選びください。",
    bad_day="これから先の日を、10年以内でお選びください。",
    bad_language="一覧の言語からお選びください。",
    only_later="{day}が選択されています。ここではそれより遅い日だけを選べます。"
    "より早い連絡をご希望の場合は、いずれかのメッセージにご返信ください。",
    too_often="変更の回数が多すぎるため、現在のままになります。"
    "いずれかのメッセージにご返信ください。",
    unknown_title="このリンクは完全ではありません",
    unknown_text="当方のどのメッセージにも該当しません。リンクは途中で切れることがあります。"
    "メッセージのリンク全体をコピーするか、メッセージに返信して停止してください。",
    expired_title="このリンクは期限切れです",
    expired_text="リンクの有効期間は3年です。停止するには、いずれかのメッセージにご返信ください。",
    away_title="1分後にもう一度お試しください",
    away_text="ただいまデータに接続できないため、何も変更されていません。"
    "1分後にもう一度お試しいただくか、いずれかのメッセージに返信して停止してください。",
    imprint="送信者：{sender}、{address}",
)
