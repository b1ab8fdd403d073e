using Carousel.Report;

namespace Carousel.Laboratory.Claims.Physics;

/// <summary>
/// A carrying capacity that changes: what the land bears keeps a share f of itself from one year to the next, the less
/// the more there are who live of it, and an influx of resources j is added; the population grows to it.
/// </summary>
/// <remarks>
/// K ← f(N) K + j with f(N) = 1 / (1 + (N / h)ⁿ), the decreasing function of Hill, and N ← N exp(r (1 − N / K)), Ricker
/// 1954. A forget gate that is told ln N is f without error: σ(n ln h − n ln N). The cell is K, the candidate behind an
/// open input gate is j.
/// Both go on from what there was before the year. With n = 2 they come to rest where N = K and K (1 − f(K)) = j; with
/// n = 8 they go round it.
/// </remarks>
internal static class CarryingCapacity
{
    private const double Growth = 0.6, Influx = 0.2, Capacity = 0.9, Population = 0.3;
    private const int Years = 120, Outline = 60;

    private static readonly (string Name, double Steepness, double Half)[] _lands =
        [("a land that recovers", 2, 2), ("a land that is used up suddenly", 8, 1.2)];

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

    /// <summary>Runs it.</summary>
    public static PhysicsPart Run()
    {
        (double[] Cell, double[] Equation, double[] Single, double[] Population)[] runs =
            [.. _lands.Select(land => Follow(land.Steepness, land.Half))];
        double error = runs.Max(r => PhysicsPart.Difference(r.Cell, r.Equation)),
            single = runs.Max(r => PhysicsPart.Difference(r.Single, r.Equation));
        var lines = new List<Series>();
        foreach ((var run, var land) in runs.Zip(_lands))
        {
            lines.Add(new Series($"capacity in the cell, {land.Name}", run.Cell));
            lines.Add(new Series($"equation, {land.Name}", run.Equation, SeriesRole.Baseline));
            lines.Add(new Series($"population, {land.Name}", run.Population, SeriesRole.Truth));
        }

        var chart = new LineChart("A carrying capacity that changes", Axis.Range("year", 0, Years), lines)
        {
            Caption =
                "The cell is the capacity: its forget gate falls as the population grows, its candidate is an influx "
                + "of resources. Where f falls steeply, population and capacity overshoot in turn.",
            Summary =
                $"Capacity in a cell set by hand and by the difference equation, which differ by at "
                + $"most {ClaimNumbers.Short(error)} over {Years} years.",
            ValueName = "capacity and population",
        };
        var portrait = new LineDrawings(
            "Phase portraits of population and capacity",
            [.. runs.Zip(_lands, (run, land) => new DrawnFigure(
                $"{land.Name}: population to the right, capacity upwards, from the start on. The straight line is "
                + "where the population rests (N = K), the bent one where the capacity does (K = j / (1 − f)).",
                Portrait(run.Cell, run.Population, land.Steepness, land.Half)))])
        {
            Caption = "Cells set by hand, in a loop with the population that lives of them.",
        };
        return new PhysicsPart(
            [
                new("capacity_error", error), new("capacity_single_error", single),
                new("capacity_swing_at_rest", Swing(runs[0].Cell)), new("capacity_swing", Swing(runs[1].Cell)),
            ],
            $"a carrying capacity that the population wears down by {ClaimNumbers.Short(error)} over {Years} years",
            [chart, portrait]);
    }

    /// <summary>The range of the last third.</summary>
    private static double Swing(double[] values) =>
        values[^(Years / 3)..].Max() - values[^(Years / 3)..].Min();

    // Inputs: ln N, and the influx as a candidate gives it back. The first step writes the capacity that there is.
    private static (double[] Cell, double[] Equation, double[] Single, double[] Population) Follow(
        double steepness, double half)
    {
        HandCell cell = new HandCell(2, 1)
            .Bias(HandCell.F, 0, steepness * Math.Log(half)).FromInput(HandCell.F, 0, 0, -steepness)
            .Bias(HandCell.I, 0, HandCell.Open).FromInput(HandCell.G, 0, 1, 1);
        var equations = cell.Equations();
        double[] state = new double[2], held = new double[Years], capacity = new double[Years],
            population = new double[Years];
        var inputs = new double[Years][];
        (double own, double other) = (Population, Population);
        for (int year = 0; year < Years; year++)
        {
            inputs[year] = [Math.Log(own), Math.Atanh(year == 0 ? Capacity : Influx)];
            state = equations.Step(inputs[year], state).After;
            (held[year], population[year]) = (state[1], own);
            capacity[year] = year == 0
                ? Capacity
                : (Stability(other, steepness, half) * capacity[year - 1]) + Influx;

            // Both go on from what there was before the year.
            int last = Math.Max(0, year - 1);
            (own, other) = (Next(own, held[last], Growth), Next(other, capacity[last], Growth));
        }

        return (held, capacity, [.. cell.RunLayer(inputs).Select(c => c[0])], population);
    }

    private static IReadOnlyList<(double X, double Y)>[] Portrait(
        double[] capacity, double[] population, double steepness, double half)
    {
        double most = Math.Max(capacity.Max(), population.Max());
        double[] places = [.. Enumerable.Range(0, Outline + 1).Select(k => most * k / Outline)];
        double Rest(double n) => Influx / (1 - Stability(n, steepness, half));
        return
        [
            [.. population.Zip(capacity, (n, k) => (n, -k))],
            [.. places.Select(n => (n, -n))],
            [.. places.Where(n => n > 0 && Rest(n) <= most).Select(n => (n, -Rest(n)))],
        ];
    }
}
