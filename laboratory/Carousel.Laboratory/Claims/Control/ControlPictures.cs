using System.Globalization;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Control;

/// <summary>The pictures and tables of the claim on control.</summary>
internal static class ControlPictures
{
    private static readonly SeriesRole[] _roles =
    [
        SeriesRole.Baseline, SeriesRole.Plain, SeriesRole.Plain, SeriesRole.Forecast,
    ];

    /// <summary>The pictures, the most telling first, then the tables.</summary>
    /// <param name="outcomes">One for each seed.</param>
    public static IReadOnlyList<Block> Draw(IReadOnlyList<ControlOutcome> outcomes) =>
        [Response(outcomes[0]), OverTime(outcomes), Pulse(outcomes), Errors(outcomes), Seeds(outcomes)];

    private static LineChart Response(ControlOutcome outcome)
    {
        int steps = outcome.Lstm.Response.Length;
        ControlEpisode shown = ControlTrial.Shown;
        string later = string.Create(
            CultureInfo.InvariantCulture, $"{shown.Disturbance} first and {shown.Later} from step {shown.JumpAt} on");
        Series[] lines =
        [
            new("set point", [.. Enumerable.Repeat(shown.SetPoint, steps)], SeriesRole.Truth),
            .. outcome.Scores.Select((s, k) => new Series(ControlOutcome.Names[k], s.Response, _roles[k])),
        ];
        return new LineChart(
            "To the set point, and back after the disturbance turned", Axis.Range("step", 0, steps), lines)
        {
            ValueName = "x",
            Decimals = 3,
            Markers = [new Marker(shown.JumpAt, "disturbance turns round")],
            Caption = $"Seed {outcome.Seed}; the disturbance is {later}. In training it never changes on the way.",
            Summary = "At the end x is "
                + string.Join(
                    ", ",
                    outcome.Scores.Select(
                        (s, k) => $"{ClaimNumbers.Short(s.Response[^1])} by {ControlOutcome.Names[k]}"))
                        + $"; the set point is {ClaimNumbers.Short(shown.SetPoint)}.",
        };
    }

    private static LineChart OverTime(IReadOnlyList<ControlOutcome> outcomes)
    {
        int steps = outcomes[0].Lstm.OverTime.Length;
        Series[] lines =
        [
            .. ControlOutcome.Names.Select(
                (name, k) => new Series(name, Mean(outcomes, o => o.Scores[k].OverTime, steps), _roles[k])),
        ];
        return new LineChart("The error over time, unseen disturbances", Axis.Range("step", 0, steps), lines)
        {
            ValueName = "mean absolute error",
            IsLogarithmic = true,
            Markers = [new Marker(ControlPlant.Steps, "longest in training")],
            Caption =
                "Mean over episodes and seeds. Where the line of P is flat, the disturbance is what it does not take "
                + "away.",
            Summary = $"After {steps} steps: "
                + string.Join(", ", lines.Select(l => $"{l.Name} {ClaimNumbers.Short(l.Values[^1])}")) + ".",
        };
    }

    private static LineChart Pulse(IReadOnlyList<ControlOutcome> outcomes)
    {
        int steps = outcomes[0].Lstm.AfterPulse.Length;
        Series[] lines =
        [
            .. ControlOutcome.Names.Select(
                (name, k) => new Series(name, Mean(outcomes, o => o.Scores[k].AfterPulse, steps), _roles[k])),
        ];
        return new LineChart("What is kept when the error is gone", Axis.Range("step", 0, steps), lines)
        {
            ValueName = "what the controller asks for",
            Decimals = 3,
            Markers = [new Marker(ControlTrial.PulseSteps, "error becomes 0")],
            Caption = string.Create(
                CultureInfo.InvariantCulture,
                $"Told of an error of {ControlTrial.PulseSize} for {ControlTrial.PulseSteps} steps, without a plant. "
                + $"An integral keeps its value for ever, P nothing. Mean over the seeds."),
            Summary = "At the end they ask for "
                + string.Join(", ", lines.Select(l => $"{l.Name} {ClaimNumbers.Short(l.Values[^1])}")) + ".",
        };
    }

    private static Table Errors(IReadOnlyList<ControlOutcome> outcomes)
    {
        Func<ControllerScores, double>[] columns =
        [
            s => s.Steady, s => s.Longer, s => s.Jump, s => s.Stronger, s => s.Squared,
        ];
        return new Table(
            [
                new("controller", Alignment.Left), new("unseen"), new("after twice the steps"), new("after a change"),
                new("stronger"), new("mean squared error"),
            ],
            [
                .. ControlOutcome.Names.Select(
                    (name, k) =>
                        TableRow.Of(
                            [name, .. columns.Select(c => ClaimNumbers.Short(outcomes.Average(o => c(o.Scores[k]))))])),
            ])
        {
            Caption =
                $"Steady-state error: mean absolute error over the last {ControlPlant.SteadySteps} steps; mean over "
                + $"the seeds",
            Note =
                "Unseen: disturbances between those of training. Stronger: 1 to 1.5 times the strongest of training. "
                + "After a change: the disturbance became another after 100 of 200 steps. "
                + "Mean squared error: over all 100 steps, what gains were tuned and networks trained by.",
        };
    }

    private static Table Seeds(IReadOnlyList<ControlOutcome> outcomes) => new(
        [
            new("seed", Alignment.Left), new("LSTM / P"), new("P"), new("PI"), new("PID"), new("∫e from c"),
            new("before training"), new("from e alone"), new("need from c"), new("forget gate"), new("most open unit"),
            new("training"),
        ],
        [
            .. outcomes.Select(o => TableRow.Of(
            [
                o.Seed.ToString(CultureInfo.InvariantCulture), ClaimNumbers.Short(o.Ratio), .. o.Tuned.Select(Gains),
                ClaimNumbers.Short(o.Probe.Trained), ClaimNumbers.Short(o.Probe.Untrained),
                ClaimNumbers.Short(o.Probe.ErrorAlone),
                ClaimNumbers.Short(o.Probe.Need), ClaimNumbers.Short(o.Probe.MeanForget),
                ClaimNumbers.Short(o.Probe.MostForget), o.IsDiverged
                    ? "diverged"
                    : "done",
            ])),
        ])
    {
        Caption = "Each seed",
        Note =
            "LSTM / P: ratio of the steady-state errors on unseen disturbances. P, PI, PID: the tuned gains. From c: "
            + "R² of linear regression from the cell state, by five-fold cross-validation over episodes; "
            + "need: what the actuator must give to hold the set point, at the last 20 steps.",
    };

    private static string Gains(PidController c) =>
        c.D > 0 ? $"{Gain(c.P)}, {Gain(c.I)}, {Gain(c.D)}" : c.I > 0 ? $"{Gain(c.P)}, {Gain(c.I)}" : Gain(c.P);

    private static string Gain(double gain) => gain.ToString("0.00", CultureInfo.InvariantCulture);

    private static double[] Mean(
        IReadOnlyList<ControlOutcome> outcomes, Func<ControlOutcome, double[]> values, int steps) =>
        [.. Enumerable.Range(0, steps).Select(t => outcomes.Average(o => values(o)[t]))];
}
