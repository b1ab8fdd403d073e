using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// Divides sequences into parts of about equal size that each hold the classes in about equal shares.
/// </summary>
internal static class ClassFolds
{
    /// <summary>The part of each sequence.</summary>
    /// <param name="classes">The class of each sequence.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="seed">Decides which sequence goes where.</param>
    /// <param name="purpose">What the parts are for: other purposes divide in other ways.</param>
    /// <returns>[as many as sequences], 0 … parts − 1.</returns>
    public static int[] Divide(IReadOnlyList<int> classes, int parts, ulong seed, string purpose) =>
    [
        // The count continues from class to class, so that parts stay equal if classes are many and small.
        .. InRandomOrder(classes, seed, purpose).Select((s, next) => (s.Sequence, Part: next % parts))
            .OrderBy(s => s.Sequence).Select(s => s.Part),
    ];

    /// <summary>The place of each sequence among those of its class, in a random order.</summary>
    /// <param name="classes">The class of each sequence.</param>
    /// <param name="seed">Decides the order.</param>
    /// <param name="purpose">What the order is for.</param>
    /// <returns>[as many as sequences], 0 … (sequences of the class) − 1.</returns>
    public static int[] Ranks(IReadOnlyList<int> classes, ulong seed, string purpose) =>
        [.. InRandomOrder(classes, seed, purpose).OrderBy(s => s.Sequence).Select(s => s.Rank)];

    /// <summary>Class after class, the sequences of a class in a random order.</summary>
    private static IEnumerable<(int Sequence, int Rank)> InRandomOrder(
        IReadOnlyList<int> classes, ulong seed, string purpose)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose(purpose));
        return Enumerable.Range(0, classes.Count).GroupBy(i => classes[i]).OrderBy(g => g.Key).SelectMany(group =>
        {
            int[] members = [.. group], order = new int[members.Length];
            random.Permutation((uint)group.Key, order);
            return order.Select((place, rank) => (members[place], rank));
        });
    }
}
