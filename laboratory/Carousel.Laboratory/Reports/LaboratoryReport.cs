using System.Globalization;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;
using Carousel.Report;

namespace Carousel.Laboratory.Reports;

/// <summary>
/// The page of a run: every table with published and measured figures side by side, learning curves, and a look into
/// networks that have learned.
/// </summary>
internal static class LaboratoryReport
{
    private const double WideFactor = 2;
    private const string Unknown = "–";

    /// <summary>Makes the report.</summary>
    /// <param name="results">What was measured.</param>
    /// <param name="options">How.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <returns>The document, for <see cref="ReportWriter"/>.</returns>
    public static ReportDocument Make(
        IReadOnlyList<ExperimentResult> results, LaboratoryOptions options, string command)
    {
        RowResult[] rows = [.. results.SelectMany(r => r.Rows)];
        string title = results.Count == 1 ? results[0].Experiment.Title : "The experiments of 1997, run again";
        return new ReportDocument(
            title, Headline(rows),
            [.. results.Select(MakeSection), MakeSettings(rows, options, command)])
        { Kicker = "carousel-lab" };
    }

    /// <summary>
    /// How many rows came out as published, in a few sentences: the printed rows, then variations. Rows with less than
    /// the whole budget are not counted.
    /// </summary>
    /// <param name="rows">The rows.</param>
    internal static string Headline(IReadOnlyList<RowResult> rows)
    {
        if (rows.Count == 1)
        {
            return ResultSentence.Of(rows[0]);
        }

        RowResult[] whole = [.. rows.Where(r => r.HasWholeBudget && r.Trials > 0)];
        (int same, int rated, int near, int timed) = Agreement(whole.Where(r => !r.Row.IsVariation));
        (int Same, int Rated, int Near, int Timed) varied = Agreement(whole.Where(r => r.Row.IsVariation));
        int left = rows.Count - whole.Length;
        string[] sentences =
        [
            rated + timed == 0 ? "None of the rows can be compared with a published one."
                : $"The share of trials that succeed agrees with the published one within binomial error in {same} "
                    + $"of {rated} rows as printed; the number of training sequences is within a factor of two "
                    + $"in {near} of {timed}.",
            .. varied.Rated + varied.Timed == 0
                ? Array.Empty<string>()
                : [
                    $"Among the variations, {varied.Same} of {varied.Rated} agree in the share and {varied.Near} "
                    + $"of {varied.Timed} in the number.",
                ],
            .. left == 0
                ? Array.Empty<string>()
                : [left == 1 ? "1 row with less than its whole budget is not counted."
                : $"{left} rows with less than their whole budget are not counted."],
        ];
        return string.Join(" ", sentences);
    }

    /// <summary>
    /// In how many of how many rows share and number agree; a row without a success has a number that does not.
    /// </summary>
    private static (int Same, int Rated, int Near, int Timed) Agreement(IEnumerable<RowResult> rows)
    {
        RowResult[] all = [.. rows];
        return (
            all.Count(r => r.SharesAgree == true),
            all.Count(r => r.SharesAgree is not null),
            all.Count(r => r.Ratio is <= WideFactor and >= 1 / WideFactor),
            all.Count(r => r.Row.Published?.MeanSequences is > 0));
    }

    private static Section MakeSection(ExperimentResult result)
    {
        Experiment experiment = result.Experiment;
        var blocks = new List<Block>
        {
            new Paragraph($"When a trial has succeeded: {experiment.Success}", Tone.Quiet),
            MakeTable(result),
        };
        blocks.AddRange(result.Rows.Select(r => new Paragraph(ResultSentence.Of(r))));
        if (MakeFigures(result) is { } figures)
        {
            blocks.Add(figures);
        }

        blocks.AddRange(LearningCurves.Draw(result));
        if (ErrorFlowChart.Draw(result) is { } flow)
        {
            blocks.Add(flow);
        }

        if (result.Rows.Select(r => (Row: r, Trace: CarouselTrace.Of(r)))
            .FirstOrDefault(t => t.Trace is not null) is { Trace: { } trace, Row: var row })
        {
            blocks.AddRange(DrawTrace(trace, row));
            if (GradientAgreement.Of(row) is { } agreement)
            {
                blocks.Add(new Paragraph(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The cosine of the angle between the truncated gradient and the full one "
                    + $"is {agreement.Before.Mean:0.000} with random weights and {agreement.After.Mean:0.000} with "
                    + $"the learned ones, on average over {agreement.Before.Compared} "
                    + $"and {agreement.After.Compared} new "
                    + $"sequences{(agreement.LeftOut > 0 ? "; those with a gradient of 0 are left out" : "")}.")));
            }
        }

        return new Section(experiment.Title, blocks) { Lead = experiment.Task };
    }

    private static Table MakeTable(ExperimentResult result)
    {
        TableColumn[] columns =
        [
            new("Row", Alignment.Left), new("Weights"), new("Succeeded"), new("Published"), new("Sequences"),
            new("Range"), new("Published"), new("Ratio"), new("Budget"),
        ];
        return new Table(columns, [.. result.Rows.Select(r => TableRow.Of([.. Cells(r)]))])
        {
            Caption = result.Experiment.Source,
            Note = string.Join("; ", [
                "Sequences, range and ratio are those of the trials that succeeded within the budget",
                .. result.Rows.Where(r => r.IsReduced)
                    .Select(r => $"{r.Row.Name} reduced: {ResultSentence.Reductions(r)}"),
            ]),
        };
    }

    private static IEnumerable<string> Cells(RowResult row) =>
    [
        ResultSentence.Name(row.Row),
        ResultSentence.Count(row.Row.WeightCount),
        $"{row.Successes} of {row.Trials}",
        ResultSentence.PublishedShare(row.Row),
        row.MeanSequences is { } mean ? ResultSentence.Count(mean) : Unknown,
        row.Successes > 1
            ? $"{ResultSentence.Count(row.Minimum!.Value)} – {ResultSentence.Count(row.Maximum!.Value)}"
            : Unknown,
        row.Row.Published?.MeanSequences is { } sequences ? ResultSentence.Count(sequences) : Unknown,
        row.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : Unknown,
        ResultSentence.Count(row.Budget),
    ];

    /// <summary>
    /// What is measured or published beyond the numbers of sequences, or null where nothing is; published figures in
    /// brackets.
    /// </summary>
    private static Table? MakeFigures(ExperimentResult result)
    {
        string[] figures =
        [
            .. result.Rows.SelectMany(r => r.Figures.Keys.Concat(r.Row.Published?.Figures.Keys ?? []))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        TableColumn[] columns =
        [
            new("Row", Alignment.Left), new("95 % interval of success"),
            .. figures.Select(f => new TableColumn(f.Replace('_', ' '))),
        ];
        return figures.Length == 0 ? null : new Table(
            columns,
            [
                .. result.Rows.Select(r => TableRow.Of(
                    [
                        ResultSentence.Name(r.Row),
                        $"{ResultSentence.Percent(r.SuccessInterval.Low)} "
                        + $"– {ResultSentence.Percent(r.SuccessInterval.High)}",
                        .. figures.Select(f => FigureCell(r, f)),
                    ])),
            ])
        {
            Caption = "Further figures",
            Note =
                "Averages over the trials that have the figure; extremes are over all trials. Published values are in "
                + "brackets, after a dash if nothing was measured.",
        };
    }

    private static string FigureCell(RowResult row, string name)
    {
        string measured = row.Figures.TryGetValue(name, out double value) ? ResultSentence.Number(value) : Unknown;
        return row.Row.Published?.Figures.TryGetValue(name, out double published) == true
            ? $"{measured} ({ResultSentence.Number(published)})"
            : measured;
    }

    private static IEnumerable<Block> DrawTrace(CarouselTrace trace, RowResult row)
    {
        var axis = Axis.Range("step", 1, trace.States[0].Length);
        Marker[] markers = [.. trace.Marks.Select(m => new Marker(m.Step, m.Name))];
        yield return new LineChart(
            "States of the memory cells", axis, [.. trace.States.Select((s, i) => new Series($"cell {i + 1}", s))])
        {
            Caption =
                $"A new sequence in the network of the first successful trial ({ResultSentence.Name(row.Row)}). A cell "
                + $"keeps what it was given: nothing decays on the way to the end.",
            ValueName = "state",
            Markers = markers,
        };
        yield return new LineChart(
            "Activations of the gates", axis, [.. trace.Gates.Select((g, i) => new Series(trace.GateNames[i], g))])
        {
            Caption =
                "An input gate near 0 protects the state of its cells, an output gate near 0 the rest of the network "
                + "from them.",
            ValueName = "activation",
            Markers = markers,
        };
    }

    private static Section MakeSettings(RowResult[] rows, LaboratoryOptions options, string command) => new("Settings",
    [
        new Facts(
        [
            new Fact("seed", options.Seed.ToString(CultureInfo.InvariantCulture)),
            new Fact("trials", ResultSentence.Count(rows.Sum(r => r.Trials))),
            new Fact("steps of networks", ResultSentence.Count(rows.Sum(r => r.Steps))),
            new Fact(
                "rows with fewer trials or less budget than in the paper or a full run",
                ResultSentence.Count(rows.Count(r => r.IsReduced))),
            new Fact(
                "arithmetic", "single precision; equal results on every vector width and with any number of threads"),
        ]),
        new CodeBlock(command) { Caption = "The command that makes it again" },
    ]);
}
