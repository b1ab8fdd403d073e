using Carousel.Report;

namespace Carousel.Laboratory.Claims.Physics;

/// <summary>
/// The integral term of a PID controller: f = 1, i = 1, and a candidate that is small, so that tanh is linear: c ← c +
/// ε e.
/// </summary>
internal static class PidIntegral
{
    private const double Small = 1e-5, SingleSmall = 1e-2;
    private const double TimeStep = 0.05, Proportional = 2, Integral = 1, Derivative = 0.2, Disturbance = -0.7,
        SetPoint = 1, Leak = 0.98;
    private const int Steps = 400;
    private const double Frequency = 0.1;

    /// <summary>Runs it.</summary>
    public static PhysicsPart Run()
    {
        // Open loop: the sum of a sine has a closed form.
        double[][] sine = [.. Enumerable.Range(1, Steps).Select(k => new[] { Math.Sin(Frequency * k) })];
        double[] closed =
        [
            .. Enumerable.Range(1, Steps)
                .Select(
                    n =>
                        TimeStep * Math.Sin(Frequency * n / 2) * Math.Sin(Frequency * (n + 1) / 2)
                            / Math.Sin(Frequency / 2)),
        ];
        double error = PhysicsPart.Difference(
            [.. Cell(Small, HandCell.Open).Run(sine).Select(c => c[0] * TimeStep / Small)], closed);
        double single = PhysicsPart.Difference(
            [.. Cell(SingleSmall, HandCell.Open).RunLayer(sine).Select(c => c[0] * TimeStep / SingleSmall)], closed);

        // Closed loop: a plant y′ = −y + u + d under a controller whose integral is the cell, beside one that sums.
        double[] withCell = Control(Cell(Small, HandCell.Open)), withSum = Control(null),
            leaking = Control(Cell(Small, HandCell.Logit(Leak)));
        double loopError = PhysicsPart.Difference(withCell, withSum);
        var chart = new LineChart(
            "A PID controller whose integral is a cell",
            Axis.Number("time", [.. Enumerable.Range(0, Steps).Select(n => n * TimeStep)]), [
            new Series("plant, integral in the cell", withCell),
            new Series("plant, integral summed", withSum, SeriesRole.Baseline),
            new Series($"plant, a cell that forgets, f = {Leak}", leaking),
            new Series("set point", [.. Enumerable.Repeat(SetPoint, Steps)], SeriesRole.Truth)])
        {
            Caption =
                "A constant disturbance pulls at the plant. With f = 1 the cell sums the error until nothing of it is "
                + "left; a cell that forgets leaves a part.",
            Summary =
                $"With the cell as integral the plant ends {ClaimNumbers.Short(Math.Abs(withCell[^1] - SetPoint))} "
                + $"from the set point, with a forgetting cell {ClaimNumbers.Short(Math.Abs(leaking[^1] - SetPoint))}.",
            ValueName = "output of the plant",
        };
        return new PhysicsPart(
            [
                new("pid_error", error), new("pid_loop_error", loopError), new("pid_single_error", single),
                new("pid_steady_state_error", Math.Abs(withCell[^1] - SetPoint)),
                new("pid_leaking_steady_state_error", Math.Abs(leaking[^1] - SetPoint)),
            ],
            $"the integral of an error by {ClaimNumbers.Short(error)} and a plant under PID control with it "
            + $"by {ClaimNumbers.Short(loopError)} (it ends {ClaimNumbers.Short(Math.Abs(withCell[^1] - SetPoint))} "
            + $"from the set point; with f = {Leak} {ClaimNumbers.Short(Math.Abs(leaking[^1] - SetPoint))})", [chart]);
    }

    private static HandCell Cell(double small, double forget) =>
        new HandCell(1, 1).Bias(HandCell.F, 0, forget).Bias(HandCell.I, 0, HandCell.Open)
            .FromInput(HandCell.G, 0, 0, small);

    private static double[] Control(HandCell? cell)
    {
        var equations = cell?.Equations();
        double[] state = new double[2], y = new double[Steps];
        double sum = 0, before = SetPoint;
        for (int n = 1; n < Steps; n++)
        {
            double error = SetPoint - y[n - 1];
            if (equations is not null)
            {
                state = equations.Step([error], state).After;
            }

            sum += error;
            double integral = TimeStep * (equations is null ? sum : state[1] / Small);
            double u = (Proportional * error) + (Integral * integral) + (Derivative * (error - before) / TimeStep);
            before = error;
            y[n] = y[n - 1] + (TimeStep * (u - y[n - 1] + Disturbance));
        }

        return y;
    }
}
