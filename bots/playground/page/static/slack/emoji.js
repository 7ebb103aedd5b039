// The common ones of Slack's names for emoji.

const NAMES = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|wave 👋|pray 🙏|raised_hands 🙌|muscle 💪
point_right 👉|point_up ☝️|point_down 👇|point_left 👈|handshake 🤝|writing_hand ✍️|v ✌️
crossed_fingers 🤞|eyes 👀|brain 🧠|smile 😄|slightly_smiling_face 🙂|smiley 😃|grin 😁|grinning 😀
joy 😂|rolling_on_the_floor_laughing 🤣|wink 😉|blush 😊|innocent 😇|heart_eyes 😍|sunglasses 😎
thinking_face 🤔|neutral_face 😐|expressionless 😑|unamused 😒|sweat 😓|sweat_smile 😅|pensive 😔
confused 😕|cry 😢|sob 😭|scream 😱|angry 😠|rage 😡|sleeping 😴|relieved 😌|upside_down_face 🙃
star-struck 🤩|partying_face 🥳|nerd_face 🤓|shrug 🤷|facepalm 🤦|heart ❤️|broken_heart 💔
orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|100 💯|fire 🔥|tada 🎉
confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|boom 💥|zap ⚡|rocket 🚀|gift 🎁|trophy 🏆|medal 🏅|dart 🎯
bulb 💡|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌
negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|question ❓|exclamation ❗
grey_question ❔|bangbang ‼️|information_source ℹ️|red_circle 🔴|large_green_circle 🟢
large_yellow_circle 🟡|large_orange_circle 🟠|large_blue_circle 🔵|white_circle ⚪|black_circle ⚫
hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️|clock1 🕐|calendar 📆|date 📅
spiral_calendar_pad 🗓️|bell 🔔|no_bell 🔕|moneybag 💰|dollar 💵|euro 💶|pound 💷|credit_card 💳
money_with_wings 💸|receipt 🧾|bank 🏦|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉
bar_chart 📊|briefcase 💼|file_folder 📁|open_file_folder 📂|page_facing_up 📄|memo 📝|pencil 📝
pencil2 ✏️|paperclip 📎|link 🔗|lock 🔒|unlock 🔓|key 🔑|mag 🔍|hammer 🔨|wrench 🔧|gear ⚙️|scales ⚖️
balance_scale ⚖️|package 📦|email 📧|envelope ✉️|inbox_tray 📥|outbox_tray 📤|speech_balloon 💬
thought_balloon 💭|mega 📣|loudspeaker 📢|telephone ☎️|iphone 📱|computer 💻|desktop_computer 🖥️
art 🎨|camera 📷|movie_camera 🎥|books 📚|book 📖|pushpin 📌|round_pushpin 📍|triangular_flag_on_post 🚩
checkered_flag 🏁|house 🏠|office 🏢|earth_americas 🌎|globe_with_meridians 🌐|sunny ☀️|cloud ☁️
umbrella ☔|snowflake ❄️|coffee ☕|pizza 🍕|beers 🍻|cake 🍰|birthday 🎂|dog 🐶|cat 🐱|robot_face 🤖
ghost 👻|skull 💀|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄
repeat 🔁|heavy_plus_sign ➕|heavy_minus_sign ➖|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|new 🆕
free 🆓|ok 🆗|sos 🆘|recycle ♻️|construction 🚧|seedling 🌱|bust_in_silhouette 👤
busts_in_silhouette 👥|crown 👑|rainbow 🌈|wastebasket 🗑️`;

const TABLE = new Map(NAMES.trim().split(/[|\n]/).map(pair => pair.trim().split(" ")));

export const emoji = name => TABLE.get(name.replace(/::skin-tone-\d$/, "")) ?? `:${name}:`;

export const withEmoji = text =>
  text.replace(/:([a-z0-9_+-]+):/g, (written, name) => TABLE.get(name) ?? written);
