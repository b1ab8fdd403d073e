using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>Divides sequences by their groups, such as speakers: a group is not split between parts.</summary>
internal static class GroupSplit
{
    private const int MostNamed = 8, MostDraws = 100;

    private static readonly OptionTable _names = OptionTable.Of(typeof(ClassOptions));

    /// <summary>Which sequences measure.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="asked">The groups of the test set; none to choose by seed.</param>
    /// <param name="share">The least share of the test sequences, if groups are chosen.</param>
    /// <param name="seed">Decides which groups are chosen.</param>
    /// <returns>[sequences].</returns>
    /// <exception cref="OptionException">A group is unknown, or none is left to learn from.</exception>
    /// <exception cref="DataFormatException">A sequence has no group, or there is only one.</exception>
    public static bool[] Choose(ClassData data, IReadOnlyList<string> asked, double share, ulong seed)
    {
        if (data.Samples.FirstOrDefault(s => s.Group.Length == 0) is { } single)
        {
            throw data.Samples.All(s => s.Group.Length == 0)
                ? new OptionException(
                    "{TestGroups} names groups, but the data have none: pass {Group} with a column, or {Pattern} with "
                    + "{group}.", _names)
                : new DataFormatException(
                    data.Name, single.Line, 0, $"the group of {single.Id} is missing. Write it, or remove the line.");
        }

        string[] groups = [.. data.Samples.Select(s => s.Group).Distinct().Order(StringComparer.Ordinal)];
        if (groups.Length < 2)
        {
            throw _names.Unfit(
                $"{data.Name} has only one group, '{groups[0]}'. At least two are needed, one for training and one "
                + $"for testing; leave out {{Group}}.");
        }

        var sizes = data.Samples.CountBy(s => s.Group).ToDictionary();
        IEnumerable<HashSet<string>> drawn =
            Enumerable.Range(0, MostDraws).Select(draw => Drawn(sizes, groups, share, seed, (uint)draw));
        HashSet<string> chosen = asked.Count > 0 ? Named(groups, asked)
            : drawn.FirstOrDefault(test => HasAllClasses(data, test)) ?? drawn.First();
        return [.. data.Samples.Select(s => chosen.Contains(s.Group))];
    }

    /// <summary>
    /// Whether checks while training can keep groups whole: with fewer than two groups for each part, a network would
    /// miss too many of them.
    /// </summary>
    /// <param name="groups">The group of each sequence; empty where it has none.</param>
    /// <param name="parts">How many parts.</param>
    public static bool IsDivisible(IReadOnlyList<string> groups, int parts) =>
        groups.All(g => g.Length > 0) && groups.Distinct().Count() >= 2 * parts;

    /// <summary>Parts for checks of a method that may miss any group.</summary>
    /// <param name="groups">The group of each sequence; empty where it has none.</param>
    /// <param name="most">How many parts at most.</param>
    /// <param name="seed">Decides which group goes where.</param>
    /// <returns>[sequences]; null with fewer than three groups.</returns>
    public static int[]? FoldsOf(IReadOnlyList<string> groups, int most, ulong seed) =>
        groups.All(g => g.Length > 0) && groups.Distinct().Count() is >= 3 and var count
            ? Divide(groups, Math.Min(count, most), seed)
            : null;

    /// <summary>Parts of about equal size for checks while training: each group whole in one of them.</summary>
    /// <param name="groups">The group of each sequence.</param>
    /// <param name="parts">How many parts at most.</param>
    /// <param name="seed">Decides which group goes where.</param>
    /// <returns>[sequences], 0 … parts − 1.</returns>
    public static int[] Divide(IReadOnlyList<string> groups, int parts, ulong seed)
    {
        string[] names = [.. groups.Distinct().Order(StringComparer.Ordinal)];
        int[] order = new int[names.Length], sizes = new int[parts];
        new CounterRandom(seed, CounterRandom.Purpose("parts of groups for validation")).Permutation(0, order);
        var part = new Dictionary<string, int>();
        foreach (string name in order.Select(place => names[place]))
        {
            int smallest = Array.IndexOf(sizes, sizes.Min());
            part[name] = smallest;
            sizes[smallest] += groups.Count(g => g == name);
        }

        return [.. groups.Select(g => part[g])];
    }

    private static HashSet<string> Named(string[] groups, IReadOnlyList<string> asked)
    {
        if (asked.FirstOrDefault(a => !groups.Contains(a)) is { } unknown)
        {
            throw new OptionException(
                $"{{TestGroups}} '{unknown}' is not a group of the data. The groups "
                + $"are {FigureText.Listed(groups, MostNamed)}.",
                _names);
        }

        return asked.Distinct().Count() == groups.Length
            ? throw new OptionException("{TestGroups} names every group: no group is left for training.", _names)
            : [.. asked];
    }

    // Each class is in the test set, and twice in the training set.
    private static bool HasAllClasses(ClassData data, HashSet<string> test) => data.Samples.GroupBy(s => s.Label)
        .All(own => own.Count(s => test.Contains(s.Group)) is > 0 and var tested && own.Count() >= tested + 2);

    private static HashSet<string> Drawn(
        Dictionary<string, int> sizes, string[] groups, double share, ulong seed, uint draw)
    {
        int all = sizes.Values.Sum(), taken = 0;
        int[] order = new int[groups.Length];
        new CounterRandom(seed, CounterRandom.Purpose("groups for the test")).Permutation(draw, order);
        var chosen = new HashSet<string>();
        foreach (string group in order.Select(place => groups[place]).SkipLast(1))
        {
            if (taken >= share * all)
            {
                break;
            }

            chosen.Add(group);
            taken += sizes[group];
        }

        return chosen;
    }
}
