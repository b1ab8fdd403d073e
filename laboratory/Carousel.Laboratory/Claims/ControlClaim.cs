using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Control;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims;

/// <summary>An LSTM as a controller: does it take the steady-state error away, and is it by integral control?</summary>
internal sealed class ControlClaim : Claim
{
    private const double RatioBar = 0.1;
    private const double ProbeBar = 0.9;
    private const double ForgetBar = 0.9;
    private const double GainBar = 0.01;
    private const double NeedBar = 0.9;
    private readonly ControlSettings? _settings;

    /// <summary>The claim.</summary>
    /// <param name="settings">Sizes of the run; null for its own.</param>
    public ControlClaim(ControlSettings? settings = null) => _settings = settings;

    /// <inheritdoc/>
    public override string Name => "control";

    /// <inheritdoc/>
    public override string Title => "A learned controller and the integral of its error";

    /// <inheritdoc/>
    public override string Statement =>
        "An LSTM that is trained to control a plant learns integral control: its cell adds up the error behind an open "
        + "forget gate, and no error remains.";

    /// <inheritdoc/>
    public override string Question =>
        "Does a trained LSTM take away the steady-state error that a constant disturbance leaves to P control, and "
        + "does its cell hold the integral of the error?";

    /// <inheritdoc/>
    public override string Setup =>
        "Plant: x' = −x + q + d behind an actuator with a lag, q' = (u − q) / 0.5, by Euler steps of 0.1, from rest. "
        + "The controller is told the error e = set point − x alone; d is constant and unknown. An LSTM of 16 units "
        + "with a linear read-out is trained through the plant (gradients through all 100 steps) by the mean squared "
        + "error on 3,000 batches of 32 episodes: set points drawn from −1 to 1, 16 disturbances evenly from −1 to 1. "
        + "P, PI and PID are tuned by the same error on 200 such episodes (compass search in the logarithms of the "
        + "gains, three starts, down to a factor of 1.001). Tested on 200 episodes with disturbances between those of "
        + "training; the steady-state error is the mean |e| of the last 20 of 100 steps. Probe: linear regression from "
        + "the cell state to ∫e, five-fold cross-validation over episodes, beside the same from the untrained network. "
        + "Integral control counts as learned where R² is 0.9 or more and above the untrained network's by a hundredth "
        + "or more, and the mean forget gate is 0.9 or more. That R² must be above the untrained network's was added "
        + "after a first run: any recurrent network adds up some of what it is told, and an untrained one had an R² of "
        + "0.92 there, so that 0.9 alone tells nothing.";

    /// <inheritdoc/>
    public override string Source =>
        "Integral action: Francis and Wonham 1976 (internal model principle); gradients through a plant: Werbos 1990";

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost(
            "lstm_to_p_steady_error_most", RatioBar,
            "steady-state error of the LSTM in parts of P control's on unseen disturbances, greatest of the seeds"),
        ExpectedFigure.AtLeast("probe_integral", ProbeBar, "R² of ∫e from the cell state, mean over the seeds"),
        ExpectedFigure.AtLeast(
            "probe_integral_above_untrained", GainBar,
            "the same, less that of the network before training, mean over the seeds"),
        ExpectedFigure.AtLeast("forget_gate", ForgetBar, "mean forget gate over units and steps, mean over the seeds"),
    ];

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        ControlSettings settings = _settings ?? (run.Full ? ControlSettings.Full : ControlSettings.Default);
        ControlOutcome[] outcomes = ClaimTrials.Run(
            run.SeedsOf(this), run,
            seed => string.Create(CultureInfo.InvariantCulture, $"LSTM through the plant, seed {seed}"), null,
            (seed, backend, progress) => new ControlTrial(seed, settings).Run(backend, progress, run.Cancellation));
        List<MeasuredFigure> figures =
        [
            new("lstm_to_p_steady_error_most", outcomes.Select(o => o.Ratio).Aggregate(Math.Max)),
            Mean("probe_integral", o => o.Probe.Trained),
            Mean("probe_integral_above_untrained", o => o.Probe.Trained - o.Probe.Untrained),
            Mean("forget_gate", o => o.Probe.MeanForget),
            Mean("forget_gate_most_open_unit", o => o.Probe.MostForget),
            Mean("probe_integral_untrained", o => o.Probe.Untrained),
            Mean("probe_integral_error_alone", o => o.Probe.ErrorAlone),
            Mean("probe_need", o => o.Probe.Need),
            Mean("lstm_kept_after_pulse", Kept),
            Mean("lstm_steady_error_after_change", o => o.Lstm.Jump),
            new("diverged_runs", outcomes.Count(o => o.IsDiverged)),
        ];
        for (int k = 0; k < ControlOutcome.Names.Count; k++)
        {
            string key = ControlOutcome.Names[k].ToLowerInvariant();
            int at = k;
            figures.Add(Mean($"{key}_steady_error", o => o.Scores[at].Steady));
            figures.Add(Mean($"{key}_steady_error_stronger", o => o.Scores[at].Stronger));
        }

        return new ClaimResult(this, figures, Sentence(outcomes, figures), ControlPictures.Draw(outcomes))
        {
            Reduced = run.Full
                ? ""
                : "3,000 batches of training; the full run has 15,000, and 1,000 episodes of each kind in place of "
                    + "200.",
        };

        MeasuredFigure Mean(string name, Func<ControlOutcome, double> value) =>
            SeedStatistics.Mean(name, [.. outcomes.Select(value)]);
    }

    // The share of what it asked for right after the error went that it still asks for at the end.
    private static double Kept(ControlOutcome outcome)
    {
        double[] asked = outcome.Lstm.AfterPulse;
        return asked[^1] / asked[ControlTrial.PulseSteps + (ControlTrial.PulseSteps / 2)];
    }

    private static string Sentence(ControlOutcome[] outcomes, List<MeasuredFigure> figures)
    {
        double Value(string name) => figures.First(f => f.Name == name).Value;
        string Text(string name) => ClaimNumbers.Short(Value(name));
        int met = outcomes.Count(o => o.Ratio <= RatioBar), stopped = outcomes.Count(o => o.IsDiverged);
        string errors =
            $"steady-state error on unseen disturbances {Text("lstm_steady_error")}, P {Text("p_steady_error")}, "
            + $"PI {Text("pi_steady_error")}, PID {Text("pid_steady_error")}";
        string first = met == outcomes.Length
            ? $"The LSTM takes the steady-state error away in every seed: {errors}, at "
                + $"most {Text("lstm_to_p_steady_error_most")} of P control's. "
            : $"The LSTM does not take the steady-state error away in every seed: {outcomes.Length - met} "
                + $"of {outcomes.Length} are above a tenth of P control's; {errors}. ";
        List<string> missing = [];
        if (!(Value("probe_integral") >= ProbeBar))
        {
            missing.Add("R² is below 0.9");
        }

        if (!(Value("probe_integral_above_untrained") >= GainBar))
        {
            missing.Add("training did not raise R²");
        }

        if (!(Value("forget_gate") >= ForgetBar))
        {
            missing.Add("the mean forget gate is below 0.9");
        }

        string how =
            $"a linear map reads ∫e from its cells with R² {Text("probe_integral")}, and "
            + $"with {Text("probe_integral_untrained")} from those of the untrained network; the mean forget gate "
            + $"is {Text("forget_gate")}";
        string second = missing.Count > 0
            ? $"It did not learn integral control as the claim has it ({string.Join(", ", missing)}): {how}. "
            : met == outcomes.Length ? $"It does so by integral control: {how}. "
            : $"Its cells do hold the integral: {how}. ";
        if (missing.Count > 0 && Value("probe_need") >= NeedBar)
        {
            second += $"At the set point its cells do tell what the actuator must give (R² {Text("probe_need")}), "
                + $"which is to be expected wherever no error remains: what it asks for is a linear map of its state. ";
        }

        second += $"Of what it asks for after an error it keeps {ClaimNumbers.Percent(Value("lstm_kept_after_pulse"))} "
            + $"when the error has been gone for 180 steps, where an integral keeps all and P nothing. ";
        return first + second + (stopped == 0 ? "No run diverged." : $"{stopped} of {outcomes.Length} runs diverged.");
    }
}
