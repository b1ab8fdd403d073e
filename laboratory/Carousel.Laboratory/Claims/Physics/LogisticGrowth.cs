using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Physics;

/// <summary>Logistic growth, x ← x + r x (1 − x), by a forget gate that is a function of the population.</summary>
/// <remarks>
/// Two cells hold ε x, small, so that tanh is linear. In the first of two steps a cell forgets by f = σ(−η x) = 1/2 − η
/// x / 4 + …, the other by 1/2: their difference is −η ε x² / 4.
/// In the second both are emptied and take (1 + r) x − r x² from the two as candidate. With η = 3·10⁻⁵ the next term of
/// σ is r η² x⁴ / 12 ≈ 10⁻¹⁰.
/// In the reciprocal 1 / x the differential equation x′ = r x (1 − x) is linear, and one cell with f = e^(−r Δt) solves
/// it.
/// </remarks>
internal static class LogisticGrowth
{
    private const double Small = 1e-6, Slope = 3e-5;
    private const double SingleSmall = 1e-3, SingleSlope = 6e-3;
    private const double Start = 0.1, Exact = 1e-6;
    private const int Generations = 60, SingleGenerations = 10;
    private const double Duration = 10, TimeStep = 0.05, ContinuousRate = 1;

    private static readonly (string Name, string Key, double Rate)[] _regimes =
    [
        ("stable", "stable", 1.5), ("oscillating", "oscillating", 2.3), ("chaotic", "chaotic", 2.8),
    ];

    /// <summary>Runs it.</summary>
    public static PhysicsPart Run()
    {
        var figures = new List<MeasuredFigure>();
        var lines = new List<Series>();
        double worst = 0, stepWorst = 0;
        int agreeing = 0;
        foreach ((string name, string key, double rate) in _regimes)
        {
            double[] found = Populations(rate, Small, Slope, Generations, isSingle: false),
                expected = Map(rate, Generations);
            double step = Enumerable.Range(1, Generations - 1).Max(n => Math.Abs(found[n] - Next(found[n - 1], rate)));
            stepWorst = Math.Max(stepWorst, step);
            figures.Add(new MeasuredFigure($"logistic_{key}_step_error", step));
            if (rate < 2.57)
            {
                double error = PhysicsPart.Difference(found, expected);
                worst = Math.Max(worst, error);
                figures.Add(new MeasuredFigure($"logistic_{key}_error", error));
            }
            else
            {
                agreeing = Enumerable.Range(0, Generations).TakeWhile(n => Math.Abs(found[n] - expected[n]) <= Exact)
                    .Count();
                figures.Add(new MeasuredFigure("logistic_chaotic_generations", agreeing));
            }

            double[] single = Populations(rate, SingleSmall, SingleSlope, SingleGenerations, isSingle: true);
            figures.Add(new MeasuredFigure(
                $"logistic_{key}_single_step_error",
                Enumerable.Range(1, SingleGenerations - 1).Max(n => Math.Abs(single[n] - Next(single[n - 1], rate)))));
            lines.Add(new Series($"{name}, r = {rate}", found));
            lines.Add(new Series($"equation, r = {rate}", expected, SeriesRole.Baseline));
        }

        (LineChart continuous, double ode, double euler) = Continuous();
        figures.Insert(0, new MeasuredFigure("logistic_error", worst));
        figures.Insert(1, new MeasuredFigure("logistic_step_error", stepWorst));
        figures.Insert(2, new MeasuredFigure("logistic_ode_error", ode));
        figures.Add(new MeasuredFigure("logistic_euler_error", euler));
        var chart = new LineChart(
            "Logistic growth: a forget gate that sees the population", Axis.Range("generations", 0, Generations), lines)
        {
            Caption =
                "x ← x + r x (1 − x) by two cells, two steps a generation. Dashed: the difference equation. In the "
                + "chaotic regime any difference grows until the two have nothing in common.",
            Summary =
                $"Stable and oscillating populations lie on the difference equation; the chaotic one agrees to 10⁻⁶ "
                + $"for {agreeing} generations, each single step to {ClaimNumbers.Short(stepWorst)}.",
            ValueName = "population, as a share of what the land bears",
        };
        return new PhysicsPart(
            figures,
            $"logistic growth by {ClaimNumbers.Short(worst)} where it is stable or oscillates, and by "
            + $"{ClaimNumbers.Short(stepWorst)} in every single step where it is chaotic (there the orbits stay within "
            + $"10⁻⁶ for {agreeing} generations, as chaos allows); the differential equation, solved by a constant "
            + $"gate on the reciprocal 1/x, by {ClaimNumbers.Short(ode)} of a Runge–Kutta integration (the forget gate "
            + $"that depends on the population follows the difference equation, which with Δt = {TimeStep} is off by "
            + $"{ClaimNumbers.Short(euler)}: it is Euler's step)", [chart, continuous]);
    }

    private static double Next(double x, double rate) => x + (rate * x * (1 - x));

    private static double[] Map(double rate, int generations)
    {
        var x = new double[generations];
        x[0] = Start;
        for (int n = 1; n < generations; n++)
        {
            x[n] = Next(x[n - 1], rate);
        }

        return x;
    }

    // Inputs: 1 in the steps that collect; the population to start from.
    private static double[] Populations(double rate, double small, double slope, int generations, bool isSingle)
    {
        const int Gated = 0, Plain = 1;
        var cell = new HandCell(2, 2);
        foreach (int u in new[] { Gated, Plain })
        {
            cell.Bias(HandCell.O, u, HandCell.Open).FromInput(HandCell.F, u, 0, -HandCell.Open)
                .Bias(HandCell.I, u, -HandCell.Open).FromInput(HandCell.I, u, 0, 2 * HandCell.Open)
                .FromInput(HandCell.G, u, 1, small)
                .FromUnit(HandCell.G, u, Gated, 4 * rate / slope)
                .FromUnit(HandCell.G, u, Plain, (2 * (1 + rate)) - (4 * rate / slope));
        }

        cell.FromUnit(HandCell.F, Gated, Gated, -slope / small);
        double[][] input =
        [
            .. Enumerable.Range(0, (2 * generations) - 1)
                .Select(t => new double[] { t % 2 == 0 ? 1 : 0, t == 0 ? Start : 0 }),
        ];
        double[][] cells = isSingle ? cell.RunLayer(input) : cell.Run(input);
        return [.. Enumerable.Range(0, generations).Select(n => cells[2 * n][Plain] / small)];
    }

    private static (LineChart Chart, double OdeError, double EulerError) Continuous()
    {
        int steps = (int)Math.Round(Duration / TimeStep);
        double[] reference = RungeKutta(steps), reciprocal = Reciprocal(steps);
        double[] euler = new double[steps + 1];
        double[] all = Populations(ContinuousRate * TimeStep, Small, Slope, steps + 1, isSingle: false);
        all.CopyTo(euler, 0);
        double error = PhysicsPart.Difference(reciprocal, reference),
            eulerError = PhysicsPart.Difference(euler, reference);
        var chart = new LineChart(
            "Logistic growth in continuous time",
            Axis.Number("time", [.. Enumerable.Range(0, steps + 1).Select(n => n * TimeStep)]), [
            new Series("cell that holds 1/x", reciprocal), new Series($"difference equation, Δt = {TimeStep}", euler),
            new Series("Runge–Kutta integration", reference, SeriesRole.Baseline)])
        {
            Summary =
                $"The cell that holds the reciprocal differs from the integration by at "
                + $"most {ClaimNumbers.Short(error)}, the difference equation by {ClaimNumbers.Short(eulerError)}.",
            ValueName = "population",
        };
        return (chart, error, eulerError);
    }

    // u = 1/x obeys u′ = r (1 − u). The cell holds u / 16, below 1; its source is 1/16, after a first step that writes
    // 1/x(0).
    private static double[] Reciprocal(int steps)
    {
        const double Scale = 16;
        double logit = HandCell.Logit(Math.Exp(-ContinuousRate * TimeStep));
        HandCell cell = new HandCell(2, 1)
            .Bias(HandCell.F, 0, logit).Bias(HandCell.I, 0, -logit).FromInput(HandCell.I, 0, 1, HandCell.Open)
            .FromInput(HandCell.G, 0, 0, 1);
        double[][] input =
        [
            .. Enumerable.Range(0, steps + 1)
                .Select(t => new[] { Math.Atanh((t == 0 ? 1 / Start : 1) / Scale), t == 0 ? 1.0 : 0 }),
        ];
        return [.. cell.Run(input).Select(c => 1 / (Scale * c[0]))];
    }

    private static double[] RungeKutta(int steps)
    {
        const int Parts = 20;
        double step = TimeStep / Parts;
        var x = new double[steps + 1];
        x[0] = Start;
        for (int n = 1; n <= steps; n++)
        {
            double value = x[n - 1];
            for (int part = 0; part < Parts; part++)
            {
                double k1 = Slope(value), k2 = Slope(value + (step / 2 * k1)), k3 = Slope(value + (step / 2 * k2)),
                    k4 = Slope(value + (step * k3));
                value += step / 6 * (k1 + (2 * k2) + (2 * k3) + k4);
            }

            x[n] = value;
        }

        return x;

        static double Slope(double value) => ContinuousRate * value * (1 - value);
    }
}
