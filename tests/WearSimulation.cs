using Carousel.Jobs.Fitting;

namespace Carousel.RemainingLife;

/// <summary>Simulated pumps, from new until they fail; <c>samples/simulated_pumps.csv.gz</c> holds the default ones.
/// </summary>
/// <remarks>
/// Wear begins near 0 and grows by a rate of the unit, faster under load and faster the more there is of it; at 1 the
/// pump fails. Four of six sensors answer to wear, each in its own way and with noise, one to the load, one to nothing.
/// </remarks>
internal static class WearSimulation
{
    /// <summary>How messages call it.</summary>
    public const string Name = "simulated_pumps";

    private const int Pumps = 60;
    private const ulong Seed = 1;

    private static readonly string[] _features =
        ["load", "vibration", "temperature", "pressure", "flow", "current", "humidity"];

    /// <summary>Simulates.</summary>
    /// <param name="pumps">How many.</param>
    /// <param name="seed">The same seed gives the same pumps.</param>
    /// <param name="measurements">How many of the measurements, the first ones: a fit of few takes less time.</param>
    public static LifeData Make(int pumps = Pumps, ulong seed = Seed, int measurements = 7)
    {
        LifeUnit[] units = [.. Enumerable.Range(1, pumps).Select(p => Live(p, seed, measurements))];
        string[] features = _features[..measurements], names = ["pump", "cycle", .. features];
        var columns = new LifeColumns(
            names.Length, names[0], names[1], null, features, [.. Enumerable.Range(0, names.Length)]);
        return new LifeData(Name, columns, units, []);
    }

    private static LifeUnit Live(int pump, ulong seed, int measurements)
    {
        var draws = new SimulationDraws(seed, "wear of pumps", (uint)pump);
        double rate = 0.0022 * Math.Exp(0.25 * draws.Normal()), wear = 0.02 * draws.Uniform(), load = 0.5;
        var values = new List<float>();
        int cycles = 0;
        for (; wear < 1; cycles++)
        {
            load = Math.Clamp((0.95 * load) + (0.025 * (1 + draws.Normal())), 0, 1);
            wear += rate * (0.5 + load) * (1 + (5 * wear)) * (1 + (0.3 * draws.Normal()));
            double worn = wear * wear;
            float[] measured =
            [
                (float)load,
                (float)(1 + (2 * worn) + (0.3 * load) + (0.25 * draws.Normal())),
                (float)(60 + (8 * worn) + (10 * load) + (1.2 * draws.Normal())),
                (float)(5 - wear + (0.2 * draws.Normal())),
                (float)(30 - (4 * worn * wear) - load + (0.6 * draws.Normal())),
                (float)(10 + (6 * load) + (0.3 * draws.Normal())),
                (float)(40 + (5 * draws.Normal())),
            ];
            values.AddRange(measured[..measurements]);
        }

        return new LifeUnit(
            pump.ToString(System.Globalization.CultureInfo.InvariantCulture),
            [.. Enumerable.Range(1, cycles).Select(c => (double)c)], [.. values], true);
    }
}
