/** How wide the characters of the fonts in fonts/ are; printed by scripts/fonts.py. */

/** Runs of neighbouring characters: the first, then the widths in five hundredths of the size, two digits to the base 36 each. */
export type Run = readonly [first: number, widths: string]

// prettier-ignore
export const runs: { readonly sans: readonly Run[]; readonly serif: readonly Run[] } = {
  sans: [
    [0x0020, '4f5l6ebn8vd8au3u5g5g6ybn4f514f4p8v8v8v8v8v8v8v8v8v8v4p4pbnbnbn7edw9j9k9qaq8s80asag4444947rc0afay8eay9o8u8ia69jdr9j8i9j5g4p5gbn6y6y8j8u7n8u8k4x8u8t3v3v' +
      '823vdk8t8i8u8u5q795h8t88bd88887b8v4p8vbn'],
    [0x00a0, '4f5l8v8v8v8v4p6y6ydw6k8ibn51dw6y6ybn5l5l6y8v8v4f6y5l6k8idhdhdh7e9j9j9j9j9j9jdk9q8s8s8s8s44444444asafayayayayaybnaya6a6a6a68i8f8r8j8j8j8j8j8jdn7n8k8k8k' +
      '8k3v3v3v3v8i8t8i8i8i8i8ibn8i8t8t8t8t888u889j8j9j8j9j8j9q7n9q7n9q7n9q7naq8uas8u8s8k8s8k8s8k8s8k8s8kas8uas8uas8uas8uag8tcr9o443v443v443v443v443v877q443v' +
      '9482827r3v7r3v7r587r4r7u3zaf8taf8taf8tbbaf8tay8iay8iay8ieve89o5q9o5q9o5q8u798u798u798u798i5h8i5h8i5ha68ta68ta68ta68ta68ta68tdrbd8i888i9j7b9j7b9j7b4x'],
    [0x01c0, '446v6e44jri2g2bmay6dcycub39j8j443vay8ia68ta68ta68ta68ta68t8k9j8j9j8jdkdnas8uas8u9482ay8iay8i9a813vjri2g2as8ufh9iaf8t9j8jdkdnay8i9j8j9j8j8s8k8s8k443v44' +
      '3vay8iay8i9o5q9o5qa68ta68t8u798i5h8q79ag8ta8bn9q8i9j7b9j8j8s8kay8iay8iay8iay8i8i886mbq6n3vdwdw9j9q7n7r8i797b8e6o9ka69j8s8k443vav8u9o5q8i88'],
    [0x0370, '947wbz903w3waf91'],
    [0x037a, '6y7n7n7n4p44'],
    [0x0384, '6y6y9n4faec45p'],
    [0x038c, 'bb'],
    [0x038e, 'bhbh4q9j9k7r9j8s9jagay44949jc0af8sayag8e'],
    [0x03a3, '8s8i8iay9jayan448i967j8t4q82968w888i7j7k8t8i4q87888v7s7r8i8e8u868t8e82968196bn4q828i82bn948k8m9qbq9q96bn98ay8i9186806e9696c18qczbnak96b08k9k8gao8p9q8i' +
      '8i7h988u7n3vay8k8k8f8u9qc0928u9s9q9s8s8say8h9q8u444444f7ejay9vaf8hag9j9k9k8hav8sez8xafaf9vagc0agayag8e9q8i8hbz9jat9jevf7blca9k9qf09o8j8l877b9m8kcj7e91' +
      '918f8wai938i938u7n8488bw889h88cqd39uaz877nbp8d8k8k8p7b7n793v3v3vckci928f918893'],
    [0x2010, '51518v6ydwdw6y6y4f4f4f4f787878786y6y87874o9adw4f'],
    [0x2030, 'ino43657793657794q5k5kbn6r7e6yb6b63hdw6y2c5g5gcta7a76x8v6y6y6y4pb66y69dwb6bn8598bnbn4fb3bn4f4f'],
    [0x2070, '5l2i'],
    [0x2074, '5l5l5l5l5l5l7c7c7c3f3f5k5l5l5l5l5l5l5l5l5l5l7c7c7c3f3f'],
    [0x2090, '5g5t5r665t5n5x2c8o5k5z5744'],
    [0x20a0, 'c78v8v8v8vdk8vhpexdrax8v8v8v8vhp8v8v8v8var8v'],
    [0x2100, 'e6e69qfm8ye6eu8k9qd8'],
    [0x210b, 'draibt8t8t6j9pa15rbdb5ehdw9p9rayb3bbb0ch9je6eydw9jad81anan8l4q949jay9sbw888fay80ev6fad9d6h8z5acvgl9sa494btbaas7r7r8ibe9v8k4w4w'],
    [0x214b, 'au'],
    [0x214e, '7c'],
    [0x2150, 'dhdhj2dhdhdhdhdhdhdhdhdhdhdhdh7w446v9lcu9jcufkibcr9jczfq7r9qaqc03v6d8vba88badsgabe88bgdx3v7n8udkhbaqhb9s7n9q'],
    [0x2189, 'dh'],
    [0x2190, 'bnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbn' +
      'bnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbn9j8v778s8sc49b9bc4c49zc4c49z8vajaj9dbnbnbn4p8vbn8p8p8v8v8v9yblbnchchbn6y6y6y' +
      '6ya6a6a6a679azep79azep7979798v8v3n8vbnbnbnbnbnbnbnbn58bnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbobodwdwbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnekek6gbnbnbnbn' +
      'bnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbna6a6a6bnbnbnbnavavbnbnbnbnbnbnbnbnbnbnbnbnbnc4c4c4c47979c4c4c4c4c4c4c4c4bnbnbnbnbnbndwdwbnbn79a6' +
      'a6a6bnbnbfbfbfbf8p4f8pbndwdwdwdwdwbna7a7bnbnbnbnbnbnbnbnjsjsbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbnbndwdwdwdwdwc49zc4c49zc4c4dwc49zc49zc4'],
    [0x2308, '5g5g5g5g'],
    [0x2422, '8u8u'],
    [0x2500, '8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e' +
      '8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8e8eapapapapapapapapapapapapapapapapapapapapapap' +
      'apapapapapapapapapapd5d5d5d5d5d5d5d5d5d59f9fd5d57o7oapapapap6z6zapap6z6zapapapap6z6zapap6z6zapapapapapc56wc5c5c5c5c5c5c5c5c5c5c57c7cb0dididi5e5e5e5ec5' +
      'c5apapapap87d5d5d5d5d5apapapfkd5d5d5d5c5c5c5c5apapapbkbka7a7ap'],
    [0x27e8, '5g5g'],
    [0x2713, 'bnbnbnbnbn'],
    [0xfffd, 'e9'],
  ],
  serif: [
    [0x0020, '4f5l6ebn8vd8ce3u5g5g6ybn4f4p4f4p8v8v8v8v8v8v8v8v8v8v4p4pbnbnbn7hdwa2a8anb5a59nb4c55i5lae99e8c6be9dbeah9j9abqa2ea9w979o5g4p5gbn6y6y8b8x7t8x88568x8z4g4c' +
      '8f4gd78z8e8x8x6o755l8z7vbw7u7v7c8v4p8vbn'],
    [0x00a0, '4f5l8v8v8v8v4p6y6ydw6m8ibn4pdw6y6ybn5l5l6y918v4f6y5l6k8idhdhdh7ha2a2a2a2a2a2dxana5a5a5a55i5i5i5ib8c6bebebebebebnbebqbqbqbq979e9a8b8b8b8b8b8bd27t888888' +
      '884g4g4g4g8e8z8e8e8e8e8ebn8e8z8z8z8z7v8x7va28ba28ba28ban7tan7tan7tan7tb58xb88xa588a588a588a588a588b48xb48xb48xb48xc58zc58z5i4g5i4g5i4g5i4g5i4gb57f5l4c' +
      'ae8f8f994g994g995l9c6h9b4jc68zc68zc68zc2bq8zbe8ebe8ebe8eftdrah6oah6oah6o9j759j759j759j759a5l9a5l9a5lbq8zbq8zbq8zbq8zbq8zbq8zeabw977v979o7c9o7c9o7c56'],
    [0x01c0, '446v6e44ktihg8etdk8rhqghdaa28b5i4gbe8ebq8zbq8zbq8zbq8zbq8z88a28ba28bdxd2bs8xb48xae8fbe8ebe8e7v7v4gktihg8b48xg19uc68za28bdxd2be8ea28ba28ba588a5885i4g5i' +
      '4gbe8ebe8eah6oah6obq8zbq8z9j759a5l8q79c58zbqbb7y7p9o7ca28ba588be8ebe8ebe8ebe8e977v6zbk6v4cdcdca2an7t999a757c846ga8bqa2a5885l4eaw8xah6o977v'],
    [0x0370, 'ab7e9a7p3w3wc69a'],
    [0x037a, '6y7t7t7t4p5l'],
    [0x0384, '6y6ya24fcieg7u'],
    [0x038c, 'bm'],
    [0x038e, 'chbv5ha2a89na2a59oc5be5iaea2e8c69sbec59d'],
    [0x03a3, '9u9a97be9wc7bj5i979e7h8c5h8g9e828b8e7h7j8c8e5h948t918g7o8e95867t9i7p8g9r8faxbc5h8g8e8gbcae849y9kc69k9hbc8obe8ean7t9n6g8796aw81'],
    [0x03f0, '8o867t4cbe7t7t9e8xane89v86ananana5a5b498an9j5i5i5lf3fkc5arc5a2c5aja8a898bba5fm8oc5c5arbme8c5bec59dan9aa2bk9wc5arfvfvb2do9danglb88b8i84718t88ft7l8z8z8b' +
      '8vbj968e8z8x7td783aw7u9p8od6dx9abc7l7tc99888888o717t754g4g4cbyc78z8b8z838z'],
    [0x2010, '4p4p8v6ydwdw6y6y4f4f4f4f747478746y6y87874o9adw'],
    [0x2030, 'ino33657793657794q5k5k'],
    [0x203c, '7c7h6y'],
    [0x2042, 'dw'],
    [0x2044, '2c5g5gdkahah'],
    [0x204b, '8v6y6y6y4p'],
    [0x2051, '6y69dw'],
    [0x2057, '98'],
    [0x2070, '5l2t'],
    [0x2074, '5l5l5l5l5l5l7c7c7c3f3f5n5l5l5l5l5l5l5l5l5l5l7c7c7c3f3f'],
    [0x2090, '585e5d4y5e61533e8j5n5k4p3g'],
    [0x20a6, '8v'],
    [0x20ac, '8v'],
    [0x20af, 'ep'],
    [0x20b1, '9u'],
    [0x20b4, 'av8v'],
  ],
}
