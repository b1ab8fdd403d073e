using Carousel.Inspection.Novelty;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>What was found, in words, as a section of the report and as tables.</summary>
internal sealed class NoveltyView(
    InspectionSubject subject, NoveltyOptions options, IReadOnlyList<NovelSequence> found)
{
    private const int MostCharts = 5;
    private const int MostLines = 12;
    private const int ShownLetters = 48;

    private string Step => subject.Model.StepName;

    /// <summary>The answer.</summary>
    public string Sentence()
    {
        int count = found.Sum(f => f.Boundaries.Count);
        double evidence = NoveltyEvidence.PValue(found, options);
        string where = found.Count == 1 ? found[0].Sequence.Name : FigureText.Counted(found.Count, "sequence");
        string places = found.Count == 1 && count is > 0 and <= MostLines
            ? $", at {Step}{(count == 1 ? "" : "s")} {string.Join(", ", found[0].Boundaries)}"
            : "";
        string boundaries = $"{FigureText.Count(count)} {(count == 1 ? "boundary" : "boundaries")}";
        string chance = evidence <= NoveltyEvidence.Level ? "" : ", so they may be chance";
        return options.Acts is { } k
            ? ActsSentence(k, where, places)
            : count == 0
                ? Invariant.Of(
                    $"No boundary was found in {where}: no peak of the curve exceeds {Thresholds()} times its "
                    + $"median. A sequence of one source has {options.FalseAlarms:0.###} such peaks on average.")
                : Invariant.Of(
                    $"{boundaries} in {where}{places}; {options.FalseAlarms * found.Count:0.###} would be expected of "
                    + $"one source{(found.Count > 1 ? " each" : "")} (p = {evidence:0.###} for at least as "
                    + $"many){chance}.");
    }

    /// <summary>The boundaries in the terminal.</summary>
    public IReadOnlyList<string> Lines()
    {
        string[] lines =
        [
            .. from f in found
               let name = found.Count > 1 ? f.Sequence.Name + "  " : ""
               from b in f.Boundaries
               select $"{name}{b,9}  {Shown(f.Sequence, b)}".TrimEnd(),
        ];
        return lines.Length <= MostLines
            ? [.. lines, ""]
            : [.. lines.Take(MostLines), $"… and {lines.Length - MostLines} more in boundaries.csv", ""];
    }

    /// <summary>What a reader has to know.</summary>
    /// <param name="tooShort">Sequences that were left out.</param>
    public IReadOnlyList<string> Notes(int tooShort)
    {
        NovelSequence one = found[0];
        var notes = new List<string>
        {
            $"The curve is the distance between the mean state of the next {one.Grid.Window} {Step}s and the running "
            + $"mean of the last {one.Grid.Window}, in standard deviations of the noise. Changes closer together than "
            + "that count as one."
            + (one.PlaceName.Length > 0
                ? $" Boundaries were moved to the nearest of the {one.PlaceName} of the text."
                : ""),
            options.Acts is null
                ? $"False boundaries are counted in {PeakRule.DefaultSurrogates} sequences of the same windows in "
                    + $"random order. This is valid for noise that is correlated over less than a window; a slow drift "
                    + $"counts as a change."
                : "Acts are the best division, whether or not the sequence has acts. The p value compares it with the "
                    + "best division of shuffled windows, of cells more than a window apart. Noise that is "
                    + "correlated over more than a window, and any slow change, passes this test.",
        };
        if (tooShort > 0)
        {
            notes.Add(
                $"{FigureText.Counted(tooShort, "sequence")} shorter than four "
                + $"windows {(tooShort == 1 ? "was" : "were")} left out.");
        }

        return notes;
    }

    /// <summary>The section of the report.</summary>
    public Section Section()
    {
        var blocks = new List<Block>();
        blocks.AddRange(found.OrderByDescending(f => f.Boundaries.Count).Take(MostCharts).Select(Chart));
        TableRow[] rows =
        [
            .. found.SelectMany(
                f =>
                    f.Boundaries.Select(
                        b => TableRow.Of(found.Count > 1 ? $"{f.Sequence.Name}, {b}" : $"{b}", Shown(f.Sequence, b)))),
        ];
        if (rows.Length > 0)
        {
            blocks.Add(new Table(
                [new(Step, Alignment.Left), new("begins", Alignment.Left)],
                [.. rows.Take(200)])
            { Caption = options.Acts is null ? "Boundaries" : "Acts after the first" });
        }

        return new Section("Novelty", blocks) { Lead = Sentence() };
    }

    /// <summary>novelty.csv.</summary>
    public JobFile CurveCsv()
    {
        var table = new CsvText("sequence,step,distance");
        foreach (NovelSequence one in found)
        {
            for (int i = 0; i < one.Curve.Values.Count; i++)
            {
                table.Row($"{one.Sequence.Name},{one.Curve.StepOf(i)},{one.Curve.Values[i]:G6}");
            }
        }

        return table.ToFile("novelty.csv");
    }

    /// <summary>boundaries.csv.</summary>
    public JobFile BoundariesCsv()
    {
        var table = new CsvText("sequence,step,row,found_by,begins");
        string by = options.Acts is null ? "states" : "acts";
        foreach (NovelSequence one in found)
        {
            InspectedSequence sequence = one.Sequence;
            foreach (int step in one.Boundaries)
            {
                int? row = sequence.Rows.Count > 0 ? sequence.Rows[step] + 1 : null;
                table.Row($"{sequence.Name},{step},{row},{by},{sequence.NameAt(step)}");
            }
        }

        return table.ToFile("boundaries.csv");
    }

    private LineChart Chart(NovelSequence one)
    {
        NoveltyCurve curve = one.Curve;
        int IndexOf(int step) =>
            Math.Clamp((int)Math.Round((step - curve.First) / (double)curve.CellSteps), 0, curve.Values.Count - 1);
        double[] level = [.. Enumerable.Repeat(one.Peaks.Threshold * curve.Median, curve.Values.Count)];
        var lines = new List<Carousel.Report.Series> { new("distance", curve.Values) };
        if (options.Acts is null)
        {
            lines.Add(new("threshold", level, SeriesRole.Baseline));
        }

        return new LineChart(
            $"Novelty of {one.Sequence.Name}",
            Axis.Number(Step, [.. Enumerable.Range(0, curve.Values.Count).Select(i => (double)curve.StepOf(i))]), lines)
        {
            ValueName = "distance in standard deviations",
            Caption = $"{(options.Acts is null ? "Boundaries" : "Acts")} are marked.",
            IsZoomable = true,
            Markers = [.. one.Boundaries.Select(IndexOf).Distinct().Select(i => new Marker(i))],
        };
    }

    private string ActsSentence(int acts, string where, string places)
    {
        int clear = found.Count(f => f.Acts!.PValue <= NoveltyEvidence.Level);
        string p = found.Count == 1
            ? Invariant.Of($"(p = {found[0].Acts!.PValue:0.###})")
            : Invariant.Of(
                $"in {clear} of {found.Count} (p ≤ 0.05 each; by chance {NoveltyEvidence.Level * found.Count:0.#}; "
                + $"p = {NoveltyEvidence.PValue(found, options):0.###} for at least as many)");
        return NoveltyEvidence.PValue(found, options) <= NoveltyEvidence.Level
            ? $"{where} in {acts} acts{places}; their states agree more than those of shuffled windows {p}."
            : $"{where} in {acts} acts{places}, but states within acts agree no more than those of shuffled "
                + $"windows {(found.Count == 1 ? p : $"beyond chance: {p}")}.";
    }

    private string Thresholds()
    {
        double low = found.Min(f => f.Peaks.Threshold), high = found.Max(f => f.Peaks.Threshold);
        return found.Count == 1
            ? Invariant.Of($"{low:0.00}")
            : Invariant.Of($"its sequence's threshold, {low:0.00} … {high:0.00}");
    }

    private string Shown(InspectedSequence sequence, int step)
    {
        string text = subject.Text.Line(sequence, step, step + ShownLetters).Trim();
        return text.Length <= ShownLetters ? text : text[..(ShownLetters - 1)] + "…";
    }
}
