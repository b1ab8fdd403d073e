using Carousel.Jobs.Options;
using Carousel.Tensors;

namespace Carousel.Jobs.Fitting;

/// <summary>The sizes of the validation and test sets.</summary>
/// <param name="Validation">How many choose when training was best.</param>
/// <param name="Test">How many measure.</param>
internal readonly record struct PartSizes(int Validation, int Test)
{
    /// <summary>Shares of data in whole numbers; a share above 0 gets at least one example.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="validationShare">The validation set's share; 0 without a validation set or if it is a file.</param>
    /// <param name="testShare">The test set's share; 0 if the test set is a file.</param>
    /// <param name="name">How messages call the data.</param>
    /// <param name="unit">What one of them is called.</param>
    /// <exception cref="OptionException">Nothing is left to learn from.</exception>
    public static PartSizes Of(int count, double validationShare, double testShare, string name, string unit)
    {
        var sizes = new PartSizes(Rounded(count, validationShare), Rounded(count, testShare));
        if (sizes.Validation + sizes.Test < count)
        {
            return sizes;
        }

        OptionSentence? validation = sizes.Validation > 0
            ? $"{FigureText.Count(sizes.Validation)} for {{ValidationShare}}"
            : null as OptionSentence;
        OptionSentence? test = sizes.Test > 0
            ? $"{FigureText.Count(sizes.Test)} for {{TestShare}}"
            : null as OptionSentence;
        string and = validation is not null && test is not null ? " and " : "",
            advice = sizes is { Validation: < 2, Test: < 2 }
                ? $"Pass at least {sizes.Validation + sizes.Test + 1}."
                : "Make the shares smaller, or pass more data.";
        throw new OptionException(
            $"{name} has {FigureText.Counted(count, unit)}: with {validation}{and}{test}, none is left for training. "
            + $"{advice}");
    }

    /// <summary>
    /// Divides at random, without regard to a run's seed. Then a class with enough examples that a part lacks gives it
    /// one.
    /// </summary>
    /// <param name="classes">The class of each; all equal without classes.</param>
    /// <param name="purpose">What for: the same purpose divides equally.</param>
    /// <param name="first">How many are drawn first.</param>
    /// <param name="second">How many are drawn then.</param>
    /// <returns>For each: 1 where it was drawn first, 2 where then, 0 for the rest.</returns>
    public static int[] Draw(IReadOnlyList<string> classes, string purpose, int first, int second)
    {
        int[] order = new int[classes.Count], part = new int[order.Length];
        new CounterRandom(0, CounterRandom.Purpose(purpose)).Permutation(0, order);
        for (int k = 0; k < first + second; k++)
        {
            part[order[k]] = k < first ? 1 : 2;
        }

        foreach (int wanted in (int[])[0, 2, 1])
        {
            foreach (IGrouping<string, int> own in classes.Index().GroupBy(c => c.Item, c => c.Index)
                .Where(own => part.Contains(wanted) && own.All(k => part[k] != wanted)))
            {
                int[] most = [.. own.GroupBy(k => part[k]).MaxBy(g => g.Count())!];
                part[most[0]] = most.Length > 1 ? wanted : part[most[0]];
            }
        }

        return part;
    }

    private static int Rounded(int count, double share) => share > 0 ? Math.Max(1, (int)Math.Round(share * count)) : 0;
}
