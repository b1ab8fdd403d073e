using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Physics;

namespace Carousel.Laboratory.Claims;

/// <summary>
/// Cells with weights written by hand are simple physical systems: what a gate means can be read off.
/// </summary>
internal sealed class PhysicsClaim : Claim
{
    private const double Exact = 1e-6;

    /// <inheritdoc/>
    public override string Name => "physics";

    /// <inheritdoc/>
    public override string Title => "A cell as circuit, protein, growth and controller";

    /// <inheritdoc/>
    public override string Statement =>
        "An LSTM cell is a leaky integrator with switches: its forget gate is the time constant of a circuit, the "
        + "degradation of a protein, the limit to growth, and, wide open, the integral term of a controller.";

    /// <inheritdoc/>
    public override string Question =>
        "Do cells with weights written by hand follow an RC circuit, a gene circuit, logistic growth, a carrying "
        + "capacity that changes and the integral of a PID controller?";

    /// <inheritdoc/>
    public override string Setup =>
        "Nothing is trained and nothing is drawn: weights are written so that the cell's equations are those of the "
        + "system, and the cells are run over a programme of inputs, by the equations in double precision and by the "
        + "library's layer in single precision. Differences are the largest over all steps, as a share of the largest "
        + "value. Where a system needs a linear candidate or a linear gate, numbers are kept so small that tanh and "
        + "the logistic function are straight lines.";

    /// <inheritdoc/>
    public override string Source =>
        "Tallec and Ollivier 2018 (forget gates as time constants); Alon 2006 (gene circuits); May 1976 (logistic "
        + "growth)";

    /// <inheritdoc/>
    public override int DefaultSeeds => 0;

    /// <inheritdoc/>
    public override IReadOnlyList<ExpectedFigure> Expected { get; } =
    [
        ExpectedFigure.AtMost("rc_error", Exact, "capacitors against V(t), double precision"),
        ExpectedFigure.AtMost("rc_time_constant_error", Exact, "−Δt / ln f from the discharge against τ, as a share"),
        ExpectedFigure.AtMost("gene_error", Exact, "gene circuit against its exponentials"),
        ExpectedFigure.AtMost(
            "gene_ripple_error", Exact, "ripple of smoothed pulses against tanh(α P / 4), as a share"),
        ExpectedFigure.AtMost(
            "logistic_error", Exact, "logistic growth against the difference equation, stable and oscillating"),
        ExpectedFigure.AtMost(
            "logistic_step_error", Exact,
            "every single step against the difference equation, the chaotic regime with it"),
        ExpectedFigure.AtMost(
            "logistic_ode_error", Exact,
            "logistic growth in continuous time by a cell with a constant gate that holds 1/x, against a Runge–Kutta "
            + "integration (a forget gate that depends on the population follows the difference equation instead, "
            + "0.0064 off the differential one at Δt = 0.05)"),
        ExpectedFigure.AtMost(
            "capacity_error", Exact,
            "a carrying capacity that its population wears down, against the difference equation"),
        ExpectedFigure.AtMost("pid_error", Exact, "integral of a sine against its closed form"),
        ExpectedFigure.AtMost(
            "pid_loop_error", Exact, "plant under PID control against the same controller with a sum"),
    ];

    /// <inheritdoc/>
    public override bool HasFull => false;

    /// <inheritdoc/>
    public override ClaimResult Run(ClaimRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (string Name, Func<PhysicsPart> Run)[] all =
            [
                ("RC circuit", RcCircuit.Run), ("gene circuit", GeneCircuit.Run),
                ("logistic growth", LogisticGrowth.Run), ("carrying capacity", CarryingCapacity.Run),
                ("PID controller", PidIntegral.Run),
            ];
        var parts = new List<PhysicsPart>();
        foreach ((string name, Func<PhysicsPart> work) in all)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            run.Progress?.Report((name, (double)parts.Count / all.Length));
            parts.Add(work());
        }

        run.Progress?.Report(("done", 1));
        MeasuredFigure[] figures = [.. parts.SelectMany(p => p.Figures)];
        string verdict = ClaimResult.Judge(this, figures) == true
            ? "The claim came out"
            : "The claim did not come out everywhere";
        double single = figures.Where(f => f.Name.EndsWith("single_error", StringComparison.Ordinal)).Max(f => f.Value);
        return new ClaimResult(
            this, figures,
            $"{verdict}: in double precision cells set by hand differ "
            + $"from {string.Join("; from ", parts.Select(p => p.Sentence))}. In single precision circuits and "
            + $"integral differ by at most {ClaimNumbers.Short(single)}.", [.. parts.SelectMany(p => p.Blocks)]);
    }
}
