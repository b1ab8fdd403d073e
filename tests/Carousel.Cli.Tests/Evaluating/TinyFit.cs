using System.Globalization;
using System.Text;
using Carousel.Cli.Tests.BadInput;
using Carousel.Pictures;
using Carousel.Survival;

namespace Carousel.Cli.Tests.Evaluating;

/// <summary>
/// A fit of a job on tiny data: every job joins tests over all jobs with a line in <see cref="All"/>.
/// </summary>
/// <param name="Name">The verb, and a suffix that distinguishes it from other fits of the verb.</param>
/// <param name="Words">The verb, and options without their defaults.</param>
/// <param name="Data">Writes the data into a folder; null for bundled or made data.</param>
internal sealed record TinyFit(string Name, string[] Words, Func<TemporaryFolder, string>? Data)
{
    private const string SmallWords = "--epochs 1 --threads 1 --seed 1 --hidden 6";

    /// <summary>The fits.</summary>
    public static IReadOnlyList<TinyFit> All { get; } =
    [
        Of("forecast --horizon 3 --lookback 6 --ensemble 1 --target value", "data.csv", DataCase.Good()),
        Of("forecast two --id shop --horizon 3 --lookback 6 --ensemble 1 --test-rows 30", "data.csv", Shops()),
        Of("classify --ensemble 1", "data.tsv", JobCases.Texts(30)),
        Of("classify steps --id id --label class --ensemble 1", "data.csv", Steps()),
        Of("anomaly --label odd", "data.csv", JobCases.Rows(400, label: "0").Replace(
            "05:30,0.6,0", "05:30,40,1", StringComparison.Ordinal)),
        Of("anomaly log --id host --label attack", "data.csv", Log()),
        Of("tag --character-hidden 4 --word-size 6", "data.conll", JobCases.Sentences(60)),
        new("transcribe", WordsOf("transcribe --bands 8 --dropout 0"), folder => ToneRecordings.Write(folder)),
        new("caption", WordsOf("caption --picture-width 16"), Captions),
        Of("translate", "data.tsv", string.Concat(
            Enumerable.Range(0, 40).Select(k => $"the house {k % 7} {k}\tdas haus {k % 7} {k}\n"))),
        Of("chat", "data.tsv", string.Concat(
            Enumerable.Range(0, 40).Select(k => $"i am n{k}\thello n{k}\nwho am i\tyou are n{k}\n\n"))),
        Of("music --generate 8", "data.csv", "60,64,67,71\n" + string.Concat(Enumerable.Range(0, 60).Select(
            s => string.Join(',', Enumerable.Range(0, 4).Select(k => (s + k) % 4 < 2 ? 1 : 0)) + "\n"))),
        new("survive", WordsOf("survive --censor moved --horizon 3"), folder =>
        {
            using var log = new StringWriter();
            CustomerSimulation.Make(120, 2).WriteCsv(log);
            return folder.Write("data.csv", log.ToString());
        }),
        Of("life --ensemble 1", "data.txt", string.Concat(
            from unit in Enumerable.Range(1, 12)
            from cycle in Enumerable.Range(1, 40)
            select FormattableString.Invariant($"{unit} {cycle} {20 + cycle + (unit * cycle % 3)} {cycle % 4}\n"))),
        Of("language --batch 8 --length 16 --sample 0", "data.txt", string.Concat(
            Enumerable.Range(0, 300).Select(k => $"the {k % 7} whale swims {k * k % 11} miles\n"))),
        Of("write", "data.csv", Strokes()),
        Of("write lines --mode recognise", "data.csv", Strokes()),
        Of("write draw --mode generate --generate 2", "data.csv", Strokes()),
        Of("video", "data.csv", Poses()),
        Of("genome --next-base", "data.fa", GenomeTests.Fasta(3000)),
    ];

    /// <summary>Their names, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(f => f.Name)];

    /// <summary>The fit of a name.</summary>
    public static TinyFit Of(string name) => All.Single(f => f.Name == name);

    /// <summary>A command line of the fit, without the place of its files.</summary>
    /// <param name="data">The data, or nothing.</param>
    /// <param name="other">An option and the value to give it instead of that of the fit; or nothing.</param>
    public string[] Line(string[] data, params string[] other)
    {
        string[] line = [Words[0], .. data, .. Words[1..]];
        return
        [
            .. line.Select((word, i) =>
                i > 0 && other is [var option, var value] && line[i - 1] == option ? value : word),
        ];
    }

    private static TinyFit Of(string words, string file, string data)
    {
        TinyFit made = Made(words);
        return made with { Data = folder => folder.Write(file, data) };
    }

    private static TinyFit Made(string words)
    {
        string name = words.Split(" --")[0];
        return new TinyFit(name, WordsOf(name.Split(' ')[0] + words[name.Length..]), Data: null);
    }

    private static string[] WordsOf(string words) => $"{words} {SmallWords}".Split(' ');

    private static string Log() => "time,host,action,attack\n" + string.Concat(
        from hour in Enumerable.Range(0, 400)
        let isOdd = hour % 90 == 80
        select $"{new DateTime(2024, 3, 1).AddHours(hour):yyyy-MM-dd HH:mm},h{hour % 5},"
            + $"{(isOdd ? "dump" : "read")},{(isOdd ? 1 : 0)}\n");

    private static string Shops() => "date,shop,value\n" + string.Concat(
        from shop in new[] { "a", "b" }
        from row in Enumerable.Range(0, 120)
        select $"{new DateTime(2024, 1, 1).AddDays(row):yyyy-MM-dd},{shop},{DataCase.Value(row)}\n");

    private static string Steps() => "id,class,x\n" + string.Concat(
        from id in Enumerable.Range(0, 40)
        from step in Enumerable.Range(0, 6)
        select string.Create(
            CultureInfo.InvariantCulture, $"{id},{(id % 2 == 0 ? "up" : "down")},{step * (1 - (id % 2 * 2)) + id}\n"));

    private static string Strokes() => string.Concat(Enumerable.Range(0, 24).Select(n => n % 2 == 0
        ? $"0,{n % 5},50,50,{90 + (n % 7)},100,a\n"
        : $"0,{95 + (n % 5)},50,50,{90 + (n % 7)},0,b\n"));

    private static string Poses() => "clip,frame,hand_x,hand_y,label\n" + string.Concat(
        from clip in Enumerable.Range(0, 12)
        from frame in Enumerable.Range(0, 4)
        select $"{clip},{frame},{clip % 3},{(clip % 2 == 0 ? frame : -frame)},{(clip % 2 == 0 ? "rise" : "fall")}\n");

    private static string Captions(TemporaryFolder folder)
    {
        var table = new StringBuilder();
        foreach (int k in Enumerable.Range(0, 30))
        {
            var values = new byte[16 * 16 * 3];
            values.AsSpan(0, 24 * (k + 1)).Fill((byte)(k % 3 * 100));
            folder.Write($"{k}.png", PngFile.Write(new Picture(16, 16, values)));
            table.Append(CultureInfo.InvariantCulture, $"{k}.png\tA {(k % 3 == 0 ? "dark" : "bright")} square.\n");
        }

        return folder.Write("data.tsv", table.ToString());
    }
}
