using System.Globalization;
using Carousel.Laboratory.Claims.Training;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Transformer;

/// <summary>Everything that was measured for the claim on Transformers.</summary>
/// <param name="Settings">Sizes.</param>
/// <param name="Streaming">Of all networks at all marks.</param>
/// <param name="Training">Of all networks at all lengths.</param>
/// <param name="Texts">All trials.</param>
internal sealed record TransformerResults(
    TransformerSettings Settings, IReadOnlyList<StreamingCost> Streaming, IReadOnlyList<TrainingCost> Training,
    IReadOnlyList<TextOutcome> Texts)
{
    /// <summary>All networks of the timings.</summary>
    public static IReadOnlyList<SequenceKind> Kinds { get; } =
    [
        SequenceKind.Lstm, SequenceKind.Windowed, SequenceKind.Growing,
    ];

    /// <summary>The seeds.</summary>
    public IReadOnlyList<ulong> Seeds => [.. Texts.Select(o => o.Trial.Seed).Distinct().Order()];

    /// <summary>Values trained.</summary>
    public long Parameters(SequenceKind kind) =>
        Texts.First(o => (o.Trial.Kind == SequenceKind.Lstm) == (kind == SequenceKind.Lstm)).Parameters;

    /// <summary>Microseconds a token at the last mark over those at the first.</summary>
    public double StreamRatio(SequenceKind kind) =>
        At(kind, Settings.Tokens[^1]).Microseconds / At(kind, Settings.Tokens[0]).Microseconds;

    /// <summary>
    /// The power of T with which the time of a training pass grows: the line of least squares through the logarithms.
    /// </summary>
    /// <param name="kind">The network.</param>
    /// <param name="left">How many of the shortest lengths are left out.</param>
    public double TimeExponent(SequenceKind kind, int left = 0)
    {
        (double X, double Y)[] points =
        [
            .. Training.Where(c => c.Kind == kind).OrderBy(c => c.Steps).Skip(left)
                .Select(c => (Math.Log(c.Steps), Math.Log(c.Microseconds * c.Steps))),
        ];
        (double x, double y) = (points.Average(p => p.X), points.Average(p => p.Y));
        return points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
    }

    /// <summary>Bytes for a step of a training pass at the greatest length over those at the least.</summary>
    public double BytesRatio(SequenceKind kind) =>
        Cost(kind, Settings.TrainingSteps.Max()).Bytes / Cost(kind, Settings.TrainingSteps.Min()).Bytes;

    /// <summary>A mark of a stream.</summary>
    public StreamingCost At(SequenceKind kind, int tokens) =>
        Streaming.Single(c => c.Kind == kind && c.Tokens == tokens);

    /// <summary>One for each seed.</summary>
    public double[] Accuracies(SequenceKind kind, double share) =>
        [.. Seeds.Select(seed => Texts.Single(o => o.Trial == new TextTrial(kind, share, seed)).Accuracy)];

    /// <summary>By how much the LSTM is ahead, one for each seed.</summary>
    public double[] Leads(double share) =>
        [
            .. Accuracies(SequenceKind.Lstm, share)
                .Zip(Accuracies(SequenceKind.Growing, share), (lstm, other) => lstm - other),
        ];

    /// <summary>The pictures, the most telling first, then the tables.</summary>
    public IReadOnlyList<Block> Draw() =>
        [StreamTime(), Data(), TrainingTime(), StreamTable(), TrainingTable(), DataTable()];

    private LineChart StreamTime() => new(
        "One more token of a stream",
        Axis.Category("tokens before it", [.. Settings.Tokens.Select(t => ClaimNumbers.Count(t))]),
        [
            .. Kinds.Select(
                kind => new Series(Name(kind), [.. Settings.Tokens.Select(tokens => At(kind, tokens).Microseconds)])),
        ])
    {
        ValueName = "microseconds a token",
        IsLogarithmic = true,
        Summary = string.Join(" ", Kinds.Select(
            kind => $"{Name(kind)}: {string.Join(", ", Settings.Tokens.Select(t => Time(kind, t)))}.")),
    };

    private string Time(SequenceKind kind, int tokens) =>
        $"{ClaimNumbers.Short(At(kind, tokens).Microseconds)} µs after {ClaimNumbers.Count(tokens)}";

    private LineChart Data() => new(
        "How much text they need",
        Axis.Category("share of the training texts", [.. Settings.Shares.Select(ClaimNumbers.Percent)]),
        [
            .. new[] { SequenceKind.Lstm, SequenceKind.Growing }.Select(
                kind => new Series(Name(kind), [.. Settings.Shares.Select(s => Accuracies(kind, s).Average())])),
            new Series(
                "knowing the automaton", [.. Settings.Shares.Select(_ => AutomatonText.Best)], SeriesRole.Baseline),
        ])
    {
        ValueName = "share of next symbols named rightly",
        Span = ValueSpan.Share,
        Decimals = 3,
        Caption =
            $"Mean over {Seeds.Count} seeds; all texts are {ClaimNumbers.Count(Settings.Texts)} "
            + $"of {Settings.TextLength} symbols.",
        Bands = [.. new[] { SequenceKind.Lstm, SequenceKind.Growing }.Select(kind => new Band(
            $"{Name(kind)}, all seeds", [.. Settings.Shares.Select(s => Accuracies(kind, s).Min())],
            [.. Settings.Shares.Select(s => Accuracies(kind, s).Max())]))],
        Summary = string.Join(" ", Settings.Shares.Select(s =>
            $"{ClaimNumbers.Percent(s)} of the texts: "
            + $"LSTM {ClaimNumbers.PercentTenths(Accuracies(SequenceKind.Lstm, s).Average())}, "
            + $"Transformer {ClaimNumbers.PercentTenths(Accuracies(SequenceKind.Growing, s).Average())}.")),
    };

    private LineChart TrainingTime() => new(
        "A training pass over the length",
        Axis.Category("steps of a sequence", [.. Settings.TrainingSteps.Select(t => ClaimNumbers.Count(t))]),
        [
            .. Kinds.Select(
                kind =>
                    new Series(
                        Name(kind),
                        [
                            .. Settings.TrainingSteps.Select(
                                T => Training.Single(c => c.Kind == kind && c.Steps == T).Microseconds),
                        ])),
        ])
    {
        ValueName = "microseconds a step of a sequence",
        Summary = string.Join(
            " ",
            Kinds.Select(
                kind =>
                    $"{Name(kind)}: the time of a pass grows with the length to the "
                    + $"power {ClaimNumbers.Short(TimeExponent(kind))}.")),
    };

    private Table StreamTable() => new(
        [
            new("network", Alignment.Left),
            .. Settings.Tokens.Select(t => new TableColumn($"µs after {ClaimNumbers.Count(t)}")),
            .. Settings.Tokens.Select(t => new TableColumn($"state, bytes after {ClaimNumbers.Count(t)}")),
        ],
        [.. Kinds.Select(kind => TableRow.Of(
        [
            Name(kind), .. Settings.Tokens.Select(t => ClaimNumbers.Short(At(kind, t).Microseconds)),
            .. Settings.Tokens.Select(t => ClaimNumbers.Count(At(kind, t).StateBytes)),
        ]))])
    {
        Caption = $"A stream, one token at a time, one thread; {WorkClock.Name}",
        Note =
            $"The window is {Settings.Window} steps in each of {SequenceModels.Blocks} blocks. Where all tokens are "
            + $"seen, the state is that of a window as long as the stream, filled with drawn keys and values before "
            + $"the step is timed.",
    };

    private Table TrainingTable() => new(
        [
            new("network", Alignment.Left),
            .. Settings.TrainingSteps.Select(T => new TableColumn($"µs, T = {ClaimNumbers.Count(T)}")),
            .. Settings.TrainingSteps.Select(T => new TableColumn($"bytes, T = {ClaimNumbers.Count(T)}")),
        ],
        [.. Kinds.Select(kind => TableRow.Of(
        [
            Name(kind), .. Settings.TrainingSteps.Select(T => ClaimNumbers.Short(Cost(kind, T).Microseconds)),
            .. Settings.TrainingSteps.Select(T => ClaimNumbers.Short(Cost(kind, T).Bytes)),
        ]))])
    {
        Caption = $"Forward and backward, for each step of a sequence, one thread; {WorkClock.Name}",
        Note =
            "Bytes of all tensors of the pass. Attention keeps no matrix of steps by steps here: it makes the weights "
            + "again on the way back, so that its memory grows with the length, not with its square.",
    };

    private Table DataTable() => new(
        [
            new("share of the texts"), new("LSTM"), new("least"), new("most"), new("Transformer"), new("least"),
            new("most"), new("seeds with the LSTM ahead"),
        ],
        [.. Settings.Shares.Select(share =>
        {
            (double[] lstm, double[] other) = (
                Accuracies(SequenceKind.Lstm, share), Accuracies(SequenceKind.Growing, share));
            return TableRow.Of(
            [
                ClaimNumbers.Percent(share), ClaimNumbers.PercentTenths(lstm.Average()),
                ClaimNumbers.PercentTenths(lstm.Min()), ClaimNumbers.PercentTenths(lstm.Max()),
                ClaimNumbers.PercentTenths(other.Average()), ClaimNumbers.PercentTenths(other.Min()),
                ClaimNumbers.PercentTenths(other.Max()),
                string.Create(CultureInfo.InvariantCulture, $"{Leads(share).Count(lead => lead > 0)} of {Seeds.Count}"),
            ]);
        })])
    {
        Caption = "Share of next symbols named rightly in fresh texts",
        Note = "Nobody can do better than 70 %.",
    };

    private TrainingCost Cost(SequenceKind kind, int steps) => Training.Single(c => c.Kind == kind && c.Steps == steps);

    private static string Name(SequenceKind kind) => SequenceModels.Name(kind);
}
