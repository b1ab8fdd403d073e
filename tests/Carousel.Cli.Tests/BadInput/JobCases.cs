using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Files and options that jobs except the forecast must reject, with the expected message: the command line and
/// the studio print the same.
/// </summary>
public static class JobCases
{
    private const string Sentence = "la\tD\nkato\tN\nvidas\tV\n\n";

    private const string Sequences = "@univariate true\n@classLabel true a b\n@data\n";

    private const string LogHeader = "customer,time,event,amount\n";

    internal const string Log = LogHeader
        + "a,2024-01-01,buy,1\na,2024-01-09,visit,\nb,2024-01-02,buy,2\nb,2024-01-30,leave,\n";

    /// <summary>What is wrong, a file of tokens and the expected message.</summary>
    public static TheoryData<string, string, string> Tag => new()
    {
        { "a token line without its column", Sentences(12) + "la\tD\nkato\n",
            @"data.conll:50:2: the line has 1 column separated by tabs, but the first token line has 2 \('la D'\)\. "
            + ".*blank" },
        { "a column too many", Sentences(12) + "la\tD\tX\n",
            @"data.conll:49:3: the line has 3 columns .* Remove the additional columns: tabs inside a token" },
        { "an empty label", Sentences(12) + "la\t\n", @"data.conll:49:2: the label is empty" },
        { "no labels", "la\nkato\n\n", @"data\.conll has tokens \(column 1\), but no labels" },
        { "one label", string.Concat(Enumerable.Repeat("la\tD\n\n", 20)),
            "data.conll: column 2 contains only one label, 'D', but two or more .* another column .* with --label" },
        { "one sentence", Sentence, "data.conll has 1 sentence: too few .* --test" },
        { "nothing", "", "data.conll is empty" },
        { "blank lines", "\n\n\n", "data.conll contains no token" },
    };

    /// <summary>An option, its value and the expected message.</summary>
    public static TheoryData<string, string, string> TagOptions => new()
    {
        { "--label", "9", "--label names the column '9', but the columns are 1 to 2" },
        { "--test", "missing.conll", "missing.conll does not exist" },
        { "--vectors", "missing.txt", "missing.txt does not exist" },
        { "--word-size", "5000", "--word-size must be 0…1024, but is 5000" },
        { "--test-share", "0.9", "--test-share must be 0.01…0.5" },
        { "--decoder", "viterbi", "--decoder" },
    };

    /// <summary>The name of a file, the file and the expected message.</summary>
    public static TheoryData<string, string, string> Classify => new()
    {
        { "data.tsv", "", "data.tsv is empty" },
        { "data.tsv", "label\ttext\n", "has a header but no rows" },
        { "data.tsv", "label\ttext\na\tgood\na\tgood day\n",
            "only one class, 'a', but two or more are needed. Check the column of classes, or name another with --l" },
        { "data.tsv", Texts(6) + "c\tone of its kind\n", "data.tsv:14: the class 'c' occurs only here" },
        { "data.tsv", Texts(6) + "a\t\n", "data.tsv:14:2: the text in column 'text' is empty" },
        { "data.tsv", Texts(6) + "a\tone\ttwo\n",
            "data.tsv:14: the line has 3 cells separated by tabs, but the header has 2 cells. Remove tabs" },
        { "data.csv", "u,v\n1,2\n3,4\n", "no column that is clearly the class" },
        { "data.csv", "id,label,x\n1,a,1\n1,b,2\n", "data.csv:3:2: the sequence 1 has the class 'b' here" },
        { "data.ts", Sequences + "1,2:a\n1,2:c\n", "data.ts:5:2: '@classLabel' does not list the class 'c'" },
        { "data.ts", Sequences + ":a\n", "data.ts:4: the sequence 1 has no step" },
        { "data.ts", Sequences + string.Join(',', Enumerable.Repeat("1", 100_001)) + ":a\n",
            "data.ts:4: the sequence 1 has 100,001 steps" },
        { "data.ts", "@classlabels true a\n@data\n", "data.ts:1: '@classlabels' is not a line of a .ts header" },
    };

    /// <summary>An option, its value and the expected message.</summary>
    public static TheoryData<string, string, string> ClassifyOptions => new()
    {
        { "--label", "clas", "has no column 'clas'" },
        { "--text-column", "texts", "has no column 'texts'. Did you mean 'text'?" },
        { "--test", "missing.tsv", "missing.tsv does not exist" },
        { "--ensemble", "51", "--ensemble must be 1…50, but is 51" },
        { "--test-share", "1", "--test-share must be 0.01…0.9, but is 1" },
    };

    /// <summary>What is wrong, a genome and the expected message.</summary>
    public static TheoryData<string, string, string> Genome => new()
    {
        { "nothing", "", @"data.fa is empty" },
        { "no FASTA", "ACGT\n", @"data.fa is neither FASTA, .*nor GenBank" },
        { "protein", ">x\nMKLVEQ\n", @"data.fa:2:3: 'L' is not a base but a residue: this looks like protein" },
        { "unknown bases", ">x\nNNNN\n", @"data.fa has no known base \(A, C, G, T\)" },
        { "too short", ">x\nACGT\n", @"data.fa has no sequence of 1,000 bases or more" },
        { "a GenBank record without bases", "LOCUS       XY\n//\n", @"data.fa:1: the record 'XY' has no bases" },
    };

    /// <summary>A log of events and the expected message.</summary>
    public static TheoryData<string, string> Survive => new()
    {
        { "", "log.csv is empty." },
        { LogHeader, "log.csv has a header but no rows." },
        { LogHeader + "a,2024-01-09,buy,1\na,2024-01-01,visit,\n",
            "log.csv:3:2: 2024-01-01 is earlier than the event before it of 'a', 2024-01-09 on line 2." },
        { LogHeader + "a,2024-01-09,buy,1\na,,visit,\n", "log.csv:3:2: the time stamp in column 'time' is empty." },
        { LogHeader + "a,2024-01-09,buy,1\n,2024-01-10,visit,\n",
            "log.csv:3:1: the id in column 'customer' is empty." },
        { LogHeader + "a,2024-01-09,buy,1\nb,2024-01-10,,\n", "log.csv:3:3: the event in column 'event' is empty." },
        { LogHeader + "a,2024-01-09,buy,1\nb,2024-01-10,buy,x1\n",
            "log.csv:3:4: 'x1' is not a number in column 'amount'." },
        { LogHeader + "a,2024-01-09,buy\n",
            "log.csv:2: the line has 3 cells separated by ',', but the header has 4 cells." },
        { LogHeader + "a,2024-01-01,buy,1\na,2024-01-20,visit,\nb,2024-01-02,buy,2\nb,2024-01-30,visit,\n",
            "no event clearly means leaving. Name it with --leave" },
        { LogHeader + "a,2024-01-01,buy,1\na,2024-01-01,leave,\n",
            "all events have the same time stamp in column 'time'. Write the time of each event there, or name" },
        { LogHeader + "a,2024-01-01,buy,1\na,2024-01-02,leave,\n",
            "covers 2 whole days (first event 2024-01-01, last event 2024-01-02); at least 3 are needed." },
        { Log, "training customers leave before 2024-01-31; at least 10 are needed." },
    };

    /// <summary>The expected message, and the options that cause it.</summary>
    public static TheoryData<string, string> SurviveOptions => new()
    {
        { "has no event 'leaves'. Did you mean 'leave'? Its events: buy, visit, leave.", "--leave leaves" },
        { "has no event 'mved'.", "--censor mved" },
        { "--leave and --absent exclude each other", "--leave leave --absent 3" },
        { "--absent must be 1…1000, but is 0.", "--absent 0" },
        { "--horizon must be 1…100, but is 101.", "--horizon 101" },
        { "no customer leaves (29 days without an event) in the 30 whole days", "--absent 29" },
        { "has no column 'custmer'. Did you mean 'customer'?", "--id custmer" },
    };

    /// <summary>What is wrong, a table of channels and the expected message.</summary>
    public static TheoryData<string, string, string> Channels => new()
    {
        { "empty", "", "is empty" },
        { "header only", "time,load\n", "has a header but no rows" },
        { "too few rows", Rows(30), "has 30 rows, but 40 or more are needed" },
        { "text for a number", Rows(60).Replace("05,1.5", "05,much", StringComparison.Ordinal),
            "data.csv:7:2: 'much' is not a number in column 'load'" },
        { "no numbers", "time,what\n2024-01-01 00:00,low\n2024-01-01 00:01,high\n",
            "has no column of numbers to watch" },
        { "out of order", Rows(60).Replace("00:59", "00:20", StringComparison.Ordinal),
            "data.csv:61:1: .*already appears on line 22" },
        { "label that is no label", Rows(60, label: "2"),
            "data.csv:2:3: the label in column 'odd' is '2'. Write 1 for an anomaly and 0 for all else" },
    };

    /// <summary>What is wrong, a log of events and the expected message.</summary>
    public static TheoryData<string, string, string> Events => new()
    {
        { "too few events", EventLog(10), "has 10 events, but 40 or more are needed" },
        { "out of order", EventLog(60).Replace("00:59:00", "00:01:00", StringComparison.Ordinal),
            "data.csv:61:2: .*is earlier than the event before it of 'h1'.*--sort" },
        { "empty id", EventLog(60).Replace("h1,2024-01-01 00:05:00", ",2024-01-01 00:05:00", StringComparison.Ordinal),
            "data.csv:7:1: the id in column 'host' is empty" },
        { "empty event", EventLog(60).Replace("00:05:00,read", "00:05:00,", StringComparison.Ordinal),
            "data.csv:7:3: the event in column 'action' is empty" },
        { "unknown label", EventLog(60).Replace("00:05:00,read,7,0", "00:05:00,read,7,maybe", StringComparison.Ordinal),
            "data.csv:7:5: 'maybe' in column 'attack' is not a label" },
        { "one moment", EventLog(60, minutes: 0), "all training events have the same time stamp in column 'time'" },
    };

    /// <summary>What is wrong, a file of drawings and the expected message.</summary>
    public static TheoryData<string, string, string> Write => new()
    {
        { "nothing", "", "data.csv is empty" },
        { "a point too few", Drawings(6) + "0,0,9,a\n", @"data.csv:13: the line has 4 cells, those before have 5" },
        { "no number", Drawings(6) + "0,0,nine,9,a\n", @"data.csv:13:3: 'nine' is not a coordinate" },
        { "an empty label", Drawings(6) + "0,0,9,9,\n", @"data.csv:13:5: the label is empty" },
        { "one class", string.Concat(Enumerable.Repeat("0,0,9,9,a\n", 12)), "only one class, 'a'" },
        { "three drawings", "0,0,9,9,a\n0,9,9,0,b\n0,0,9,9,a\n", @"has 3 drawings. At least 6 are needed" },
        { "no JSON", "[[1,2,0]\n", @"data.csv:1:9: the line is not JSON" },
        { "a lift of two", "[[1,2,2]]\n", @"data.csv:1:1: the lift of point 1 is neither 0 nor 1" },
        { "a table without y", "drawing,x\na,1\n", "the header has no column 'y'" },
        { "a drawing in two parts", "drawing,x,y\na,1,1\nb,1,1\na,2,2\n",
            @"data.csv:4:1: the drawing 'a' continues here" },
        { "points of one place only", string.Concat(Enumerable.Repeat("[[1,2,1]]\n", 12)),
            "no drawing has two points" },
    };

    /// <summary>An option, its value and the expected message.</summary>
    public static TheoryData<string, string, string> WriteOptions => new()
    {
        { "--mode", "read", "--mode must be classify, recognise or generate, but is 'read'" },
        { "--join", "3-6", "--join makes lines of single symbols: pass --mode recognise with it" },
        { "--join", "6-3", "--join must be two whole numbers from 1 to 20" },
        { "--test", "missing.csv", "missing.csv does not exist" },
        { "--test-share", "0.9", "--test-share must be 0.01…0.5" },
    };

    /// <summary>Sentences of three tokens.</summary>
    internal static string Sentences(int count) => string.Concat(Enumerable.Repeat(Sentence, count));

    /// <summary>Two drawings, so often.</summary>
    internal static string Drawings(int times) =>
        string.Concat(Enumerable.Repeat("0,0,9,9,a\n0,9,9,0,b\n", times));

    /// <summary>Two texts of two classes, so often.</summary>
    internal static string Texts(int pairs) =>
        "label\ttext\n"
            + string.Concat(Enumerable.Range(0, pairs).Select(i => $"a\ta good day {i}\nb\ta bad day {i}\n"));

    /// <summary>A channel, one row per minute.</summary>
    internal static string Rows(int rows, string? label = null)
    {
        var text = new StringBuilder(label is null ? "time,load\n" : "time,load,odd\n");
        for (int r = 0; r < rows; r++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 1, 1).AddMinutes(r):yyyy-MM-dd HH:mm},{(r % 7 * 0.3):0.0#}"
                + $"{(label is null ? "" : $",{label}")}\n");
        }

        return text.ToString();
    }

    private static string EventLog(int events, int minutes = 1)
    {
        var text = new StringBuilder("host,time,action,bytes,attack\n");
        for (int e = 0; e < events; e++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"h1,{new DateTime(2024, 1, 1).AddMinutes(e * minutes):yyyy-MM-dd HH:mm:ss},"
                + $"{(e % 3 == 0 ? "login" : "read")},{(e % 9) + 2},0\n");
        }

        return text.ToString();
    }
}
