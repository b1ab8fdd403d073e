namespace Carousel.Translation;

/// <summary>
/// Which words of the translations occur in one pair with each word of the lines, in two flat arrays: a corpus has
/// millions of them.
/// </summary>
internal sealed class WordsBeside
{
    private const int Together = 1 << 20;

    private readonly int[] _first, _targets;

    /// <summary>Finds them.</summary>
    /// <param name="pairs">Numbers of the words of each line and of its translation.</param>
    /// <param name="sources">How many words the lines have.</param>
    public WordsBeside((int[] Source, int[] Target)[] pairs, int sources)
    {
        var both = new List<long>();
        int kept = 0;
        foreach ((int[] source, int[] target) in pairs)
        {
            foreach (int word in source)
            {
                foreach (int translated in target)
                {
                    both.Add(((long)word << 32) | (uint)translated);
                }

                // Duplicates are removed whenever the list has twice as many items as were distinct before.
                if (both.Count > Math.Max(Together, 2 * kept))
                {
                    kept = TakeTogether(both);
                }
            }
        }

        Count = TakeTogether(both);
        (_first, _targets) = (new int[sources + 1], new int[Count]);
        for (int k = 0; k < Count; k++)
        {
            _first[(both[k] >> 32) + 1]++;
            _targets[k] = (int)both[k];
        }

        for (int source = 0; source < sources; source++)
        {
            _first[source + 1] += _first[source];
        }
    }

    private static int TakeTogether(List<long> both)
    {
        both.Sort();
        int count = 0;
        for (int k = 0; k < both.Count; k++)
        {
            if (k == 0 || both[k] != both[count - 1])
            {
                both[count++] = both[k];
            }
        }

        both.RemoveRange(count, both.Count - count);
        return count;
    }

    /// <summary>How many words the lines have.</summary>
    public int Sources => _first.Length - 1;

    /// <summary>How many different two words there are.</summary>
    public int Count { get; }

    /// <summary>The index of the first counterpart of a word.</summary>
    public int First(int source) => _first[source];

    /// <summary>The counterparts of a word, ascending.</summary>
    public ReadOnlySpan<int> Of(int source) => _targets.AsSpan(_first[source].._first[source + 1]);

    /// <summary>The index of two words among all that occur in one pair.</summary>
    public int Place(int source, int target) => _first[source] + Of(source).BinarySearch(target);
}
