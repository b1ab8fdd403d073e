using System.Globalization;
using System.Text;
using Carousel.Benchmarks.Timing;

namespace Carousel.Benchmarks.Comparison;

/// <summary>The page of a comparison: Carousel beside each program that was there, in Markdown.</summary>
internal static class ComparisonTable
{
    /// <summary>Carousel on two threads.</summary>
    public const string TwoThreads = "carousel-2";

    /// <summary>Carousel without the widest vectors.</summary>
    public const string Narrow = "carousel-narrow";

    private const string Unknown = "–";

    private static readonly (string Who, string Title)[] _peers =
    [
        ("onednn", "oneDNN"), ("torch", "PyTorch"), ("onnxruntime", "ONNX Runtime"),
    ];

    // Of two layers, for which not every program has a form.
    private const string Apart = "ptb";

    /// <summary>The whole trainings.</summary>
    public static IReadOnlyList<(string Name, string Unit)> Loops { get; } =
    [
        ("language", "characters"), ("forecast", "windows"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="records">The figures.</param>
    /// <param name="notes">What a reader should know of the run, a sentence each.</param>
    public static string Write(ComparisonRecords records, IEnumerable<string> notes)
    {
        var figures = new ComparisonFigures(records);
        var page = new StringBuilder();
        int rounds = records.Records.GroupBy(r => (r.Who, r.Shape, r.Measure)).Select(g => g.Count()).DefaultIfEmpty(0)
            .Max();
        page.Append(CultureInfo.InvariantCulture, $"# {records.Cpu}\n\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"Made by `benchmarks/compare`: {rounds} {(rounds == 1 ? "round" : "rounds")}, the programs in turn on "
            + $"each shape. ");
        page.Append(
            "Figures are medians over the rounds; a ratio is the median of the rounds' ratios, above 1 where Carousel "
            + "is better.\n");
        page.Append(
            CultureInfo.InvariantCulture,
            $"One core does {Fixed(records.PeakGigaflops, 0)} GFLOP/s of multiply-adds at most, measured in the same "
            + $"run.\n");
        foreach (string note in notes.Concat(
            _peers.Where(p => records.Versions.ContainsKey(p.Who))
                .Select(p => $"{p.Title} is {records.Versions[p.Who]}.")))
        {
            page.Append(CultureInfo.InvariantCulture, $"{note}\n");
        }

        Sequences(page, records, figures, "Forward", ComparisonMeasure.Forward, ComparisonMeasure.ForwardShare);
        Sequences(page, records, figures, "Training step", ComparisonMeasure.Training, ComparisonMeasure.TrainingShare);
        Streaming(page, records, figures);
        Trainings(page, records, figures);
        SecondCore(page, records, figures);
        NarrowVectors(page, records, figures);
        return page.ToString();
    }

    /// <summary>A name for a file: lower case, letters and digits, hyphens between.</summary>
    public static string Slug(string cpu)
    {
        var slug = new StringBuilder();
        foreach (char letter in cpu.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                slug.Append(letter);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().Trim('-') is { Length: > 0 } name ? name : "unknown";
    }

    private static void Sequences(
        StringBuilder page, ComparisonRecords records, ComparisonFigures figures, string title, ComparisonMeasure time,
        ComparisonMeasure share)
    {
        BenchmarkShape[] shapes = Shapes(figures, time);
        (string Who, string Title)[] peers = Peers(records, time);
        if (shapes.Length == 0)
        {
            return;
        }

        Head(page, title, ["shape", "ms", "of peak", .. peers.SelectMany(p => (string[])[$"{p.Title} ms", "ratio"])]);
        foreach (BenchmarkShape shape in shapes)
        {
            Row(page,
            [
                Label(shape), Number(figures.Value(ComparisonFigures.Carousel, shape.Name, time)),
                Percent(figures.Value(ComparisonFigures.Carousel, shape.Name, share)),
                .. peers.SelectMany(
                    p =>
                        (string[])[
                            Number(figures.Value(p.Who, shape.Name, time)),
                            Ratio(figures.Ratio(p.Who, shape.Name, time)),
                        ]),
            ]);
        }

        string[] seven = [.. BenchmarkShape.Named.Where(s => !s.IsStreaming && s.Name != Apart).Select(s => s.Name)];
        if (peers.Any(p => figures.GeometricMean(p.Who, seven, time) is not null))
        {
            Row(
                page,
                [
                    $"geometric mean without {Apart}", "", "",
                    .. peers.SelectMany(p => (string[])["", $"**{Ratio(figures.GeometricMean(p.Who, seven, time))}**"]),
                ]);
            Row(
                page,
                [
                    "what it would be at the peak itself", "", "100 %",
                    .. peers.SelectMany(
                        p => (string[])["", Ratio(figures.GeometricMeanAtPeak(p.Who, seven, time, share))]),
                ]);
        }
    }

    private static void Streaming(StringBuilder page, ComparisonRecords records, ComparisonFigures figures)
    {
        BenchmarkShape[] shapes = [.. Shapes(figures, ComparisonMeasure.Step).Where(s => s.IsStreaming)];
        (string Who, string Title)[] peers = Peers(records, ComparisonMeasure.Step);
        if (shapes.Length == 0)
        {
            return;
        }

        Head(
            page, "Streaming, one sequence, I = H",
            ["units", "µs a step", .. peers.SelectMany(p => (string[])[$"{p.Title} µs", "ratio"])]);
        foreach (BenchmarkShape shape in shapes)
        {
            Row(page,
            [
                $"{shape.Hidden}",
                Number(figures.Value(ComparisonFigures.Carousel, shape.Name, ComparisonMeasure.Step)),
                .. peers.SelectMany(p => (string[])
                    [
                        Number(figures.Value(p.Who, shape.Name, ComparisonMeasure.Step)),
                        Ratio(figures.Ratio(p.Who, shape.Name, ComparisonMeasure.Step)),
                    ]),
            ]);
        }
    }

    private static void Trainings(StringBuilder page, ComparisonRecords records, ComparisonFigures figures)
    {
        (string Name, string Unit)[] loops =
        [
            .. Loops.Where(l => figures.Value(ComparisonFigures.Carousel, l.Name, ComparisonMeasure.Units) is not null),
        ];
        (string Who, string Title)[] peers = Peers(records, ComparisonMeasure.Units);
        if (loops.Length == 0)
        {
            return;
        }

        Head(
            page, "Whole trainings",
            [
                "task", "a second", "memory",
                .. peers.SelectMany(p => (string[])[$"{p.Title} a second", "ratio", "memory", "ratio"]),
            ]);
        foreach ((string name, string unit) in loops)
        {
            Row(page,
            [
                $"{name}, {unit}", Count(figures.Value(ComparisonFigures.Carousel, name, ComparisonMeasure.Units)),
                Megabytes(figures.Value(ComparisonFigures.Carousel, name, ComparisonMeasure.Memory)),
                .. peers.SelectMany(p => (string[])
                [
                    Count(figures.Value(p.Who, name, ComparisonMeasure.Units)),
                    Ratio(figures.Ratio(p.Who, name, ComparisonMeasure.Units)),
                    Megabytes(figures.Value(p.Who, name, ComparisonMeasure.Memory)),
                    Ratio(figures.Ratio(p.Who, name, ComparisonMeasure.Memory)),
                ]),
            ]);
        }
    }

    private static void SecondCore(StringBuilder page, ComparisonRecords records, ComparisonFigures figures)
    {
        string[] shapes = [.. ShapesOf(records, TwoThreads)];
        if (shapes.Length == 0)
        {
            return;
        }

        Head(page, "Two threads against one", ["shape", "forward ms", "times as fast", "training ms", "times as fast"]);
        foreach (string shape in shapes)
        {
            string[] Cells(ComparisonMeasure measure) =>
                [
                    Number(figures.Value(TwoThreads, shape, measure)),
                    Ratio(figures.Ratio(ComparisonFigures.Carousel, TwoThreads, shape, measure)),
                ];
            Row(page, [shape, .. Cells(ComparisonMeasure.Forward), .. Cells(ComparisonMeasure.Training)]);
        }
    }

    private static void NarrowVectors(StringBuilder page, ComparisonRecords records, ComparisonFigures figures)
    {
        string[] shapes = [.. ShapesOf(records, Narrow)];
        if (shapes.Length == 0)
        {
            return;
        }

        Head(
            page, "Vectors of 256 bits (`DOTNET_EnableAVX512=0`)",
            ["shape", "forward ms", "of that width's peak", "training ms", "of that width's peak"]);
        foreach (string shape in shapes)
        {
            Row(page,
            [
                shape, Number(figures.Value(Narrow, shape, ComparisonMeasure.Forward)),
                Percent(figures.Value(Narrow, shape, ComparisonMeasure.ForwardShare)),
                Number(figures.Value(Narrow, shape, ComparisonMeasure.Training)),
                Percent(figures.Value(Narrow, shape, ComparisonMeasure.TrainingShare)),
            ]);
        }
    }

    private static BenchmarkShape[] Shapes(ComparisonFigures figures, ComparisonMeasure measure) =>
        [.. BenchmarkShape.Named.Where(s => figures.Value(ComparisonFigures.Carousel, s.Name, measure) is not null)];

    private static IEnumerable<string> ShapesOf(ComparisonRecords records, string who) =>
        records.Records.Where(r => r.Who == who).Select(r => r.Shape).Distinct();

    private static (string Who, string Title)[] Peers(ComparisonRecords records, ComparisonMeasure measure) =>
        [.. _peers.Where(p => records.Records.Any(r => r.Who == p.Who && r.Measure == measure))];

    private static string Label(BenchmarkShape shape) => $"{shape.Name} {shape.Sizes}";

    private static void Head(StringBuilder page, string title, string[] columns)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        Row(page, columns);
        Row(page, [.. columns.Select((_, i) => i == 0 ? "---" : "---:")]);
    }

    private static void Row(StringBuilder page, string[] cells) =>
        page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");

    /// <summary>Three meaningful digits.</summary>
    private static string Number(double? value) =>
        value is { } number
            ? Fixed(number, number <= 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(number)), 0, 6))
            : Unknown;

    private static string Ratio(double? value) => value is { } number ? Fixed(number, 2) : Unknown;

    private static string Percent(double? value) => value is { } number ? $"{Fixed(100 * number, 0)} %" : Unknown;

    private static string Count(double? value) =>
        value is { } number ? number.ToString("#,0", CultureInfo.InvariantCulture) : Unknown;

    private static string Megabytes(double? value) => value is { } number ? $"{Fixed(number / 1e6, 0)} MB" : Unknown;

    private static string Fixed(double number, int decimals) =>
        Math.Round(number, decimals).ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
