using System.Globalization;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>
/// That an LSTM bridges the longest lags, with the bars of its tasks: a part of the claim on lags that is judged by
/// itself.
/// </summary>
/// <param name="whole">The claim that it is a part of.</param>
/// <param name="tasks">The tasks.</param>
/// <param name="lag">Their lag.</param>
internal sealed class LongLagClaim(Claim whole, IReadOnlyList<LongLag> tasks, int lag) : Claim
{
    /// <inheritdoc/>
    public override string Name => whole.Name;

    /// <inheritdoc/>
    public override string Title => "One very long lag";

    /// <inheritdoc/>
    public override string Statement =>
        $"An LSTM that is trained in mini-batches by Adam bridges a lag of {ClaimNumbers.Count(lag)} steps in {Names}.";

    /// <inheritdoc/>
    public override string Question =>
        $"Does an LSTM learn {Names} at a lag of {ClaimNumbers.Count(lag)} steps with every seed?";

    /// <inheritdoc/>
    public override string Setup =>
        $"{string.Join("; ", tasks.Select(t => $"{char.ToUpperInvariant(t.Name[0])}{t.Name[1..]}: {t.How}"))}. "
        + $"Solved: {string.Join(", ", tasks.Select(t => $"{t.ErrorName} of {ClaimNumbers.Short(t.Bar)} or less"))} on "
        + $"test sequences that are looked at once.";

    /// <inheritdoc/>
    public override string Source => "Hochreiter and Schmidhuber 1997";

    /// <inheritdoc/>
    public override int DefaultSeeds => whole.DefaultSeeds;

    /// <inheritdoc/>
    public override IReadOnlyList<ClaimOption> Options => whole.Options;

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        .. tasks.SelectMany(t => (ExpectedFigure[])
        [
            ExpectedFigure.AtLeast($"{Key(t, lag)}_solved", 1, "share of seeds that solve it"),
            ExpectedFigure.AtMost(
                $"{Key(t, lag)}_worst_error", t.Bar, $"{t.ErrorName} on test sequences, the worst seed"),
        ]),
    ];

    private string Names => string.Join(" and ", tasks.Select(t => t.Name));

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run) => whole.Run(run);

    /// <summary>The start of a figure's name.</summary>
    public static string Key(LongLag task, int lag) =>
        string.Create(CultureInfo.InvariantCulture, $"{task.Key.Replace('-', '_')}_{lag}");
}
