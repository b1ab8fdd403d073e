using Carousel.Inspection.Comparison;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Comparison;

/// <summary>
/// Studies without a difference between the groups unless one is planted: steps that follow each other closely, in
/// sessions, in subjects with different levels, with a trend over the days.
/// </summary>
internal sealed class StudySimulation(int seed)
{
    private const double Carried = 0.9;

    private readonly Draws _draws = new(seed);

    public static ComparisonDesign Subjects(int subjects) =>
        ComparisonDesign.OfSubjects([.. Enumerable.Range(0, subjects).Select(s => s % 2 == 1)]);

    /// <summary>Therapy is more frequent on later days, so that a trend would pass for it.</summary>
    public ComparisonDesign Days(int subjects, int days)
    {
        bool[] therapy =
        [
            .. Enumerable.Range(0, subjects * days).Select(i => Uniform() < 0.2 + (0.6 * (i % days) / (days - 1))),
        ];
        return ComparisonDesign.OfSessions(therapy, [.. Enumerable.Range(0, therapy.Length).Select(i => i / days)]);
    }

    /// <summary>
    /// [rows, V]: a level and, with days, a trend for each subject, a deviation per session, and the mean of its
    /// steps.
    /// </summary>
    public double[] Rows(ComparisonDesign design, int measures, int steps, double trend, double deviation = 1)
    {
        var values = new double[design.Rows * measures];
        foreach (var subject in Enumerable.Range(0, design.Rows).GroupBy(i => design.Block[i]))
        {
            double[] level = Normals(measures), slope = Normals(measures);
            int day = 0;
            foreach (int row in subject)
            {
                double shared = Normal();
                for (int v = 0; v < measures; v++)
                {
                    values[(row * measures) + v] = (3 * level[v]) + (trend * slope[v] * day)
                        + (deviation * (0.6 * shared + 0.8 * Normal())) + Mean(Steps(steps));
                }

                day++;
            }
        }

        return values;
    }

    /// <summary>[n], each step carries nine tenths of the one before.</summary>
    public double[] Steps(int steps)
    {
        var values = new double[steps];
        double last = Normal();
        for (int t = 0; t < steps; t++)
        {
            values[t] = last = (Carried * last) + (Math.Sqrt(1 - (Carried * Carried)) * Normal());
        }

        return values;
    }

    public double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => Normal())];

    // Box and Muller 1958.
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    private double Uniform() => Math.Min(0.9999999, (_draws.Value() + 1) / 2);

    private static double Mean(double[] values) => values.Length == 0 ? 0 : values.Average();
}
