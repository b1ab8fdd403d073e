using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.RemainingLife;

/// <summary>Lives in words and tables.</summary>
internal static class LifeText
{
    /// <summary>The share by which the usual time between records may differ from that of the training.</summary>
    private const double MostOtherStep = 0.2;

    /// <summary>A number with as many decimals as it needs, two at most.</summary>
    public static string Number(double number) => Invariant.Of($"{number:0.##}");

    /// <summary>The networks in a line.</summary>
    public static string Of(LifeDesign design) => $"{design.Members} × {design.Cells.Describe()}";

    /// <summary>The baseline in a table.</summary>
    public static string NameOf(LifeBaseline baseline) => baseline == LifeBaseline.Ridge ? "ridge regression"
        : "boosted trees";

    /// <summary>How much there is of what.</summary>
    public static JobFact Fact(LifeData data)
    {
        IReadOnlyList<LifeUnit> units = data.Units;
        int failed = units.Count(u => u.Fails);
        double[] lives = [.. units.Where(u => u.Fails || failed == 0).Select(u => u.LifeAt(0))];
        return new JobFact(
            "data",
            $"{FigureText.Counted(units.Count, "unit")}, {FigureText.Counted(units.Sum(u => (long)u.Length), "record")}"
            + $" of {data.Name}; {(failed == units.Count ? "all" : FigureText.Count(failed))} of them {data.Ending}, "
            + $"after {Number(lives.Min())} to {Number(lives.Max())}");
    }

    /// <summary>The usual time between two records: the median over units; null if no unit has two.</summary>
    public static double? StepOf(IReadOnlyList<LifeUnit> units)
    {
        double[] steps =
            [.. units.Where(u => u.Length > 1).Select(u => (u.Times[^1] - u.Times[0]) / (u.Length - 1)).Order()];
        return steps.Length == 0 ? null : steps[steps.Length / 2];
    }

    /// <summary>A note if records are much closer together or farther apart than those of the training.</summary>
    /// <param name="usual">The time between two records of the training; null where it is not known.</param>
    /// <param name="data">The units.</param>
    public static IEnumerable<string> StepNotes(double? usual, LifeData data) =>
        usual is { } step && StepOf(data.Units) is { } own && Math.Abs(own - step) > MostOtherStep * step
            ? [Invariant.Of($"The usual time between two rows of a unit of {data.Name} is {own:G3}, but {step:G3} ")
                + "in the training data. Means and slopes count rows, so predictions are biased: pass rows at the same "
                + "rate."]
            : [];

    /// <summary>Writes the prediction after each record; the last of a unit is its answer.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<LifeUnit> units, IReadOnlyList<LifeTold[]> told)
    {
        string names = string.Concat(LifeDesign.Quantiles.Select(share => Invariant.Of($",q{share:0.0}")));
        writer.Write($"id,time,life{names}\n");
        foreach ((LifeUnit unit, LifeTold[] own) in units.Zip(told))
        {
            for (int t = 0; t < own.Length; t++)
            {
                LifeTold one = own[t];
                string quantiles = string.Concat(one.Quantiles.Select(quantile => $",{Exact(quantile)}"));
                writer.Write($"{CsvCell.Of(unit.Id)},{Exact(unit.Times[t])},{Exact(one.Life)}{quantiles}\n");
            }
        }
    }

    /// <summary>The unit that fails first, in a sentence.</summary>
    public static string Outlook(IReadOnlyList<LifeUnit> units, IReadOnlyList<LifeTold[]> told)
    {
        int first = Enumerable.Range(0, units.Count).MinBy(u => told[u][^1].Life);
        LifeTold soon = told[first][^1];
        return $"{units[first].Id} is predicted to fail first of {FigureText.Counted(units.Count, "unit")}: "
            + $"after {FigureText.Number(soon.Life, 0)} (80 % interval {FigureText.Number(soon.Quantile(0.1), 0)} to "
            + $"{FigureText.Number(soon.Quantile(0.9), 0)}).";
    }

    private static string Exact(double number) => Invariant.Of($"{number:0.####}");
}
