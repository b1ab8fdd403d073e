namespace Carousel.Laboratory.Textbook.Physics;

/// <summary>
/// A carrying capacity that changes: what the land bears keeps a share f of itself from one year to the next, the less
/// the more there are who live of it, and an influx of resources j is added; the population grows to it.
/// </summary>
/// <remarks>
/// K ← f(N) K + j with f(N) = 1 / (1 + (N / h)ⁿ), the decreasing function of Hill, and N ← N exp(r (1 − N / K)), Ricker
/// 1954. A forget gate with the input ln N is f without error: σ(n ln h − n ln N). The cell is K, the candidate
/// of an open input gate is j.
/// Both go on from what there was before the year. With n = 2 they come to rest where N = K and K (1 − f(K)) = j; with
/// n = 8 they go round it.
/// </remarks>
internal static class CarryingCapacity
{
    private const double Growth = 0.6, Influx = 0.2, Capacity = 0.9, Population = 0.3;
    private const int Years = 120;

    private static readonly (double Steepness, double Half)[] _lands = [(2, 2), (8, 1.2)];

    /// <summary>f(N): the share of a capacity that is left after a year.</summary>
    /// <param name="population">N.</param>
    /// <param name="steepness">n.</param>
    /// <param name="half">h: the population at which half is left.</param>
    public static double Stability(double population, double steepness, double half) =>
        1 / (1 + Math.Pow(population / half, steepness));

    /// <summary>The population of the next year.</summary>
    /// <param name="population">N.</param>
    /// <param name="capacity">K.</param>
    /// <param name="growth">r.</param>
    public static double Next(double population, double capacity, double growth) =>
        population * Math.Exp(growth * (1 - (population / capacity)));

    /// <summary>The largest difference of cell and equation, as a share of the largest capacity.</summary>
    public static double Error()
    {
        (double[] Cell, double[] Equation)[] runs = [.. _lands.Select(land => Follow(land.Steepness, land.Half))];
        return runs.Max(r => PhysicsPart.Difference(r.Cell, r.Equation));
    }

    // Inputs: ln N, and the influx as a candidate gives it back. The first step writes the capacity that there is.
    private static (double[] Cell, double[] Equation) Follow(double steepness, double half)
    {
        HandCell cell = new HandCell(2, 1)
            .Bias(HandCell.F, 0, steepness * Math.Log(half)).FromInput(HandCell.F, 0, 0, -steepness)
            .Bias(HandCell.I, 0, HandCell.Open).FromInput(HandCell.G, 0, 1, 1);
        var equations = cell.Equations();
        double[] state = new double[2], held = new double[Years], capacity = new double[Years];
        (double own, double other) = (Population, Population);
        for (int year = 0; year < Years; year++)
        {
            state = equations.Step([Math.Log(own), Math.Atanh(year == 0 ? Capacity : Influx)], state).After;
            held[year] = state[1];
            capacity[year] = year == 0
                ? Capacity
                : (Stability(other, steepness, half) * capacity[year - 1]) + Influx;

            // Both go on from what there was before the year.
            int last = Math.Max(0, year - 1);
            (own, other) = (Next(own, held[last], Growth), Next(other, capacity[last], Growth));
        }

        return (held, capacity);
    }
}
