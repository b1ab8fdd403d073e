using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Capacity;

/// <summary>
/// After every year: what is the capacity? Told are the population, the influx, and in the first year the capacity at
/// the beginning, so that it has to be kept.
/// </summary>
/// <param name="kind">What becomes of the capacity.</param>
internal sealed class CapacityTask(CapacityKind kind) : SequenceTask
{
    private readonly CapacityWorld _world = new(kind);

    /// <inheritdoc/>
    public override string Name => $"capacity-{kind}";

    /// <inheritdoc/>
    public override int InputSize => 3;

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <summary>The features of a year: N, j, and K in the first.</summary>
    /// <param name="years">What the years bring.</param>
    /// <param name="year">From 0.</param>
    /// <param name="population">N.</param>
    /// <param name="features">[3], overwritten.</param>
    public static void Write(CapacityYears years, int year, double population, Span<float> features)
    {
        features[0] = (float)population;
        features[1] = (float)years.Influx[year];
        features[2] = year == 0 ? (float)years.Capacity : 0;
    }

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(CapacityWorld.Years, sequences);
        for (int b = 0; b < sequences; b++)
        {
            CapacityYears years = CapacityWorld.Draw(random);
            (double population, double capacity) = (years.Population, years.Capacity);
            for (int year = 0; year < CapacityWorld.Years; year++)
            {
                Write(years, year, population, batch.Step(b, year));
                capacity = _world.Capacity(capacity, population, years.Influx[year]);
                batch.AddTarget(b, year, [(float)capacity]);
                population = CapacityWorld.Population(population, capacity, years.Weather[year]);
            }
        }
    }
}
