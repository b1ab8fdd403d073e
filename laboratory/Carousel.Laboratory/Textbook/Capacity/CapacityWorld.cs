using Carousel.Laboratory.Textbook.Physics;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Capacity;

/// <summary>What becomes of the capacity from one year to the next.</summary>
internal enum CapacityKind
{
    /// <summary>Of it a share is left that falls with the population.</summary>
    WornDown,

    /// <summary>The same share is left whatever the population is.</summary>
    SameShare,

    /// <summary>It never changes.</summary>
    Constant,
}

/// <summary>
/// A population that grows to a capacity, under good and bad years, and the influx of resources that the capacity gets:
/// the made data that a network is fitted to.
/// </summary>
/// <remarks>K ← f(N) K + j, N ← N exp(r (1 − N / K) + s z), Ricker 1954 with normal z; f by Hill's function.</remarks>
/// <param name="kind">What becomes of the capacity.</param>
internal sealed class CapacityWorld(CapacityKind kind)
{
    /// <summary>Years of a run.</summary>
    public const int Years = 40;

    private const double Growth = 0.6, Weather = 0.3, Steepness = 3, Half = 1.2, Share = 0.6;
    private const float LeastInflux = 0.1f, MostInflux = 0.7f;
    private const int InfluxYears = 8;

    /// <summary>What becomes of the capacity.</summary>
    public CapacityKind Kind => kind;

    /// <summary>Draws what the years bring, which no population changes.</summary>
    /// <param name="random">Where chance comes from.</param>
    public static CapacityYears Draw(TrialRandom random)
    {
        double[] influx = new double[Years], weather = new double[Years];
        for (int year = 0; year < Years; year++)
        {
            influx[year] = year == 0 || random.Below(InfluxYears) == 0
                ? random.Uniform(LeastInflux, MostInflux)
                : influx[year - 1];
            weather[year] = Weather * random.Gaussian();
        }

        return new CapacityYears(random.Uniform(0.3f, 1.5f), random.Uniform(0.2f, 2), influx, weather);
    }

    /// <summary>The share that is left of a capacity.</summary>
    /// <param name="population">N.</param>
    public double Stability(double population) => kind switch
    {
        CapacityKind.WornDown => CarryingCapacity.Stability(population, Steepness, Half),
        CapacityKind.SameShare => Share,
        _ => 1,
    };

    /// <summary>The capacity of the next year.</summary>
    /// <param name="capacity">K.</param>
    /// <param name="population">N.</param>
    /// <param name="influx">j.</param>
    public double Capacity(double capacity, double population, double influx) =>
        (Stability(population) * capacity) + (kind == CapacityKind.Constant ? 0 : influx);

    /// <summary>The population of the next year.</summary>
    /// <param name="population">N.</param>
    /// <param name="capacity">K; a network may say less than there can be.</param>
    /// <param name="weather">s z.</param>
    public static double Population(double population, double capacity, double weather) => Math.Clamp(
        CarryingCapacity.Next(population, Math.Max(capacity, 0.05), Growth) * Math.Exp(weather), 0.01, 10);
}

/// <summary>What the years of a run bring.</summary>
/// <param name="Capacity">K at the beginning.</param>
/// <param name="Population">N at the beginning.</param>
/// <param name="Influx">[T], j.</param>
/// <param name="Weather">[T], what good and bad years add to the logarithm of the population.</param>
internal sealed record CapacityYears(double Capacity, double Population, double[] Influx, double[] Weather);
