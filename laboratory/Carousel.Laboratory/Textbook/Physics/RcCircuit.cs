namespace Carousel.Laboratory.Textbook.Physics;

/// <summary>
/// A capacitor that is charged through a resistor and discharged again: f = e^(−Δt/τ), i = 1 − f, g the voltage of the
/// source.
/// </summary>
internal static class RcCircuit
{
    private const int Charging = 50, Steps = 120;
    private const double Voltage = 0.8;

    // In steps of 1 ms.
    private static readonly double[] _constants = [2, 5, 20];

    /// <summary>Runs it.</summary>
    public static IReadOnlyDictionary<string, double> Run()
    {
        int H = _constants.Length;
        var cell = new HandCell(1, H);
        for (int u = 0; u < H; u++)
        {
            double f = Math.Exp(-1 / _constants[u]);
            cell.Bias(HandCell.F, u, HandCell.Logit(f)).Bias(HandCell.I, u, -HandCell.Logit(f))
                .FromInput(HandCell.G, u, 0, 1);
        }

        double[][] input =
        [
            .. Enumerable.Range(0, Steps).Select(t => new[] { t < Charging ? Math.Atanh(Voltage) : 0 }),
        ];
        double[][] found = cell.Run(input), single = cell.RunLayer(input);
        double error = 0, singleError = 0, constantError = 0;
        for (int u = 0; u < H; u++)
        {
            double[] expected = [.. Enumerable.Range(1, Steps).Select(t => Closed(t, _constants[u]))];
            double[] voltage = [.. found.Select(c => c[u])];
            error = Math.Max(error, PhysicsPart.Difference(voltage, expected));
            singleError = Math.Max(singleError, PhysicsPart.Difference([.. single.Select(c => c[u])], expected));

            // The discharge determines τ = −Δt / ln(V(t + Δt) / V(t)).
            double measured = -1 / Math.Log(voltage[Charging + 1] / voltage[Charging]);
            constantError = Math.Max(constantError, Math.Abs((measured / _constants[u]) - 1));
        }

        return new Dictionary<string, double>
        {
            ["rc_error"] = error,
            ["rc_time_constant_error"] = constantError,
            ["rc_single_error"] = singleError,
        };
    }

    private static double Closed(double t, double constant) => t <= Charging
        ? Voltage * (1 - Math.Exp(-t / constant))
        : Voltage * (1 - Math.Exp(-Charging / constant)) * Math.Exp(-(t - Charging) / constant);
}
