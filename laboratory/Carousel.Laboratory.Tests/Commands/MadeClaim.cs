using Carousel.Cli.Tests.Rendering;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;
using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Tests.Commands;

/// <summary>A claim whose outcome is made up, to see what the command line makes of it.</summary>
internal sealed class MadeClaim(string name, double measured, Action<ClaimRun>? work = null) : Claim
{
    public override string Name => name;

    public override string Title => "A made claim";

    public override string Statement => "Gated nets carry error further than plain ones.";

    public override string Question => "How much error comes back over a lag?";

    public override string Setup => "Three untrained nets of eight units, a hundred steps.";

    public override string Source => "Made up, 2000";

    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost("largest_error", 0.001, "greatest difference to the closed form"),
        new("ratio", 0.75, 0.75, "parameters"),
    ];

    public override IReadOnlyList<ClaimInput> Inputs { get; } = [new("MODEL", "A model."), new("DATA", "Its data.")];

    public override IReadOnlyList<ClaimOption> Options { get; } =
    [
        new("cell", ["elman", "gru", "lstm"], "The cell."), ClaimOption.Whole("length", 2, 1500, "How many steps."),
    ];

    public override int DefaultSeeds => 3;

    public override ClaimResult Run(ClaimRun run)
    {
        work?.Invoke(run);
        run.Cancellation.ThrowIfCancellationRequested();
        run.Progress?.Report(("LSTM, lag 10, seed 1", 0.25));
        run.Progress?.Report(("LSTM, lag 100, seed 1", 0.75));
        MeasuredFigure[] figures =
        [
            new("largest_error", measured, new ConfidenceInterval(measured / 2, 2 * measured)),
            new("ratio", run.Inputs.Count > 0 ? double.NaN : 0.75),
            new("speed", 1234.5, IsTiming: true),
        ];
        return new ClaimResult(
            this, figures,
            $"With {run.Option("cell") ?? "lstm"} and {run.SeedsOf(this).Count} seeds the error is {measured}.",
            [MadeCharts.Lines, MadeCharts.Bars])
        {
            Reduced = "the lags above 100.",
        };
    }
}
