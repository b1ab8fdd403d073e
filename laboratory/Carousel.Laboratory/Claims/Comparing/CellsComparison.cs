using System.Globalization;
using Carousel.Inspection.Statistics;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Comparing;

/// <summary>Cells held against each other: figures, pictures and the sentence.</summary>
/// <param name="task">What they were compared on.</param>
/// <param name="shares">Shares of the training data, ascending.</param>
/// <param name="outcomes">[cell, share]: one outcome for each seed.</param>
/// <param name="speeds">Units trained on a second, on one thread while nothing else ran.</param>
internal sealed class CellsComparison(
    ICellsTask task, IReadOnlyList<double> shares,
    IReadOnlyDictionary<(CellKind Cell, double Share), CellsOutcome[]> outcomes,
    IReadOnlyDictionary<CellKind, double> speeds)
{
    /// <summary>The figure of which the claim depends.</summary>
    public const string Ratio = "recurrent_parameter_ratio_gru_to_lstm";

    /// <summary>What is claimed.</summary>
    public const string Statement =
        "A GRU has three quarters of an LSTM's recurrent parameters; which cell is better depends on the job and on "
        + "how much data there is.";

    private readonly Dictionary<CellKind, CellsSize> _sizes = ComparedCells.All.ToDictionary(c => c, task.SizeOf);

    private double Most => shares[^1];

    private int Diverged => outcomes.Values.Sum(o => o.Count(one => double.IsNaN(one.Error)));

    /// <summary>All figures, that of the claim first.</summary>
    public IReadOnlyList<MeasuredFigure> Figures() =>
    [
        new(Ratio, (double)_sizes[CellKind.Gru].Recurrent / _sizes[CellKind.Lstm].Recurrent),
        .. ComparedCells.All.Select(
            c => new MeasuredFigure($"recurrent_parameters_{ComparedCells.Key(c)}", _sizes[c].Recurrent)),
        new("reset_bias_parameters_gru", _sizes[CellKind.Gru].ResetBias),
        .. ComparedCells.All.Select(c => new MeasuredFigure($"parameters_{ComparedCells.Key(c)}", _sizes[c].Whole)),
        .. shares.SelectMany(
            s =>
                ComparedCells.All.Select(
                    c => Mean($"{task.Error}_{ComparedCells.Key(c)}_at_{Percent(s)}_percent", c, s, o => o.Error))),
        .. ComparedCells.All.Select(c => Mean($"mae_{ComparedCells.Key(c)}", c, Most, o => o.Absolute)),
        .. ComparedCells.All.Select(
            c => Mean($"training_test_gap_{ComparedCells.Key(c)}", c, Most, o => o.Error - o.TrainingError)),
        .. shares.Select(s => new MeasuredFigure($"training_rows_at_{Percent(s)}_percent", task.TrainingRows(s))),
        new("validation_rows", task.ValidationRows),
        .. shares.SelectMany(
            s =>
                ComparedCells.All.Select(
                    c =>
                        new MeasuredFigure(
                            $"steps_{ComparedCells.Key(c)}_at_{Percent(s)}_percent",
                            Mean("", c, s, o => o.Steps).Value))),
        new("diverged_runs", Diverged),
        .. ComparedCells.All.Select(
            c => new MeasuredFigure($"{task.Unit}_a_second_{ComparedCells.Key(c)}", speeds[c], IsTiming: true)),
    ];

    /// <summary>Pictures, the error over the data first.</summary>
    public IReadOnlyList<Block> Blocks() => [ErrorChart(), GapChart(), ErrorTable()];

    /// <summary>What came out.</summary>
    public string Sentence()
    {
        MeasuredFigure[] least =
        [
            .. ComparedCells.All.Select(c => Mean(ComparedCells.Name(c), c, Most, o => o.Error)).OrderBy(f => f.Value),
        ];
        MeasuredFigure[] few =
        [
            .. ComparedCells.All.Select(c => Mean(ComparedCells.Name(c), c, shares[0], o => o.Error))
                .OrderBy(f => f.Value),
        ];
        double speed = speeds[CellKind.Gru] / speeds[CellKind.Lstm];
        string ratio = MeasuredText.Number((double)_sizes[CellKind.Gru].Recurrent / _sizes[CellKind.Lstm].Recurrent);
        string errors = string.Join(
            ", ", least.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {Math.Round(f.Value, 3)}")));
        return $"A GRU has {ratio} of the recurrent parameters of an LSTM and trains "
            + $"{speed.ToString("0.00", CultureInfo.InvariantCulture)} times as many {task.Unit} a second. "
            + $"With {Percent(Most)} % of the data the {task.Error.ToUpperInvariant()} is {errors}: "
            + (IsClear(least)
                ? $"{least[0].Name} is best beyond the spread of the seeds."
                : "the first two lie within the spread of the seeds.")
            + (shares.Count > 1
                ? $" With {Percent(shares[0])} % of the data {few[0].Name} has the "
                    + $"least, {(IsClear(few) ? "beyond" : "within")} the spread."
                : "")
            + (Diverged > 0
                ? $" {Diverged} trainings diverged and are left out of the means."
                : " No training diverged.");
    }

    private static bool IsClear(MeasuredFigure[] ascending) =>
        ascending[0].Interval is { } best && ascending[1].Interval is { } next && best.High < next.Low;

    private LineChart ErrorChart() =>
        new(
            "Error over the share of the training data", ShareAxis(),
            Lines((c, s) => Mean("", c, s, o => o.Error).Value))
        {
            ValueName = $"{task.Error.ToUpperInvariant()} on the test part",
            Caption = $"{task.Description}. Bands: 95 % intervals over the seeds.",
            Bands =
            [
                .. ComparedCells.All.Select(
                    c =>
                        new Band(
                            $"{ComparedCells.Name(c)}, 95 %", [.. shares.Select(s => Ends(c, s).Low)],
                            [.. shares.Select(s => Ends(c, s).High)]) { Line = ComparedCells.Name(c) }),
            ],
            Summary = $"The error of three cells at {shares.Count} shares of the training data.",
        };

    private BarChart GapChart() => new(
        "Training and test error with all data",
        Axis.Category("cell", [.. ComparedCells.All.Select(ComparedCells.Name)]),
        [
            new Series("training", [.. ComparedCells.All.Select(c => Mean("", c, Most, o => o.TrainingError).Value)]),
            new Series("test", [.. ComparedCells.All.Select(c => Mean("", c, Most, o => o.Error).Value)]),
        ])
    {
        ValueName = task.Error.ToUpperInvariant(),
        Summary = "The error of each cell on what it was trained on, and on the test part.",
    };

    private Table ErrorTable() => new(
        [new("Cell", Alignment.Left), .. shares.Select(s => new TableColumn($"{Percent(s)} %"))],
        [
            .. ComparedCells.All.Select(c => TableRow.Of([ComparedCells.Name(c), .. shares.Select(s => Cell(c, s))])),
            .. ComparedCells.All.Select(
                c =>
                    TableRow.Of(
                        [
                            $"{ComparedCells.Name(c)}, steps of training",
                            .. shares.Select(s => ClaimNumbers.Count(Mean("", c, s, o => o.Steps).Value)),
                        ])),
            TableRow.Of(["rows to learn from", .. shares.Select(s => ClaimNumbers.Count(task.TrainingRows(s)))]),
        ])
    {
        Caption = $"{task.Error.ToUpperInvariant()} on the test part, by the share of the training data",
        Note =
            $"Mean over the seeds with its 95 % interval; a training that diverged is left "
            + $"out. {ClaimNumbers.Count(task.ValidationRows)} further rows, the same at every share, say when a "
            + $"training ends and which of its parameters are kept.",
    };

    private string Cell(CellKind cell, double share)
    {
        MeasuredFigure figure = Mean("", cell, share, o => o.Error);
        return figure.Interval is null
            ? MeasuredText.Number(figure.Value)
            : $"{MeasuredText.Number(figure.Value)} ({MeasuredText.Interval(figure.Interval)})";
    }

    private Series[] Lines(Func<CellKind, double, double> value) =>
        [.. ComparedCells.All.Select(c => new Series(ComparedCells.Name(c), [.. shares.Select(s => value(c, s))]))];

    private Axis ShareAxis() => Axis.Category("share of the training data", [.. shares.Select(s => $"{Percent(s)} %")]);

    private ConfidenceInterval Ends(CellKind cell, double share)
    {
        MeasuredFigure figure = Mean("", cell, share, o => o.Error);
        return figure.Interval ?? new ConfidenceInterval(double.NaN, double.NaN);
    }

    // A training that diverged has no error; where all did, the figure is not known.
    private MeasuredFigure Mean(string name, CellKind cell, double share, Func<CellsOutcome, double> value)
    {
        double[] known = [.. outcomes[(cell, share)].Select(value).Where(double.IsFinite)];
        return known.Length == 0 ? new MeasuredFigure(name, double.NaN) : SeedStatistics.Mean(name, known);
    }

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture);
}
