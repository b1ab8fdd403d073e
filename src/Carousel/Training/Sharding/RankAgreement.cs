using System.Runtime.InteropServices;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Training.Sharding;

/// <summary>What the ranks decide together, so that all of them do the same next.</summary>
/// <param name="ranks">Asks the others; <c>null</c> for a training in one process.</param>
internal sealed class RankAgreement(IShardExchange? ranks)
{
    private readonly ulong[] _words = GC.AllocateArray<ulong>(ranks?.Ranks ?? 1, pinned: true);
    private readonly int[] _bytes = [.. Enumerable.Repeat(sizeof(ulong), ranks?.Ranks ?? 1)];

    /// <summary>Whether this process writes files.</summary>
    public bool Writes => ranks is null or { Rank: 0 };

    /// <summary>Whether anyone says so.</summary>
    /// <param name="mine">What this rank says.</param>
    public bool Any(bool mine)
    {
        if (ranks is null)
        {
            return mine;
        }

        Ask(mine ? 1u : 0);
        return _words.AsSpan().ContainsAnyExcept(0ul);
    }

    /// <summary>Requires that all ranks hold the same.</summary>
    /// <param name="text">What is the same everywhere, in words.</param>
    /// <param name="parameters">Whose values are the same everywhere.</param>
    /// <param name="what">What differs otherwise, and what to do, for the message.</param>
    /// <exception cref="ShardExchangeException">A rank holds something else.</exception>
    public void RequireEqual(string text, Parameter[] parameters, string what)
    {
        if (ranks is null)
        {
            return;
        }

        ulong digest = XxHash64.Of(MemoryMarshal.AsBytes(text.AsSpan()));
        foreach (Parameter parameter in parameters)
        {
            digest = XxHash64.Of(MemoryMarshal.AsBytes(parameter.Value.ToArray().AsSpan()), digest);
        }

        Ask(digest);
        for (int r = 1; r < _words.Length; r++)
        {
            if (_words[r] != _words[0])
            {
                throw new ShardExchangeException($"Rank {r} and rank 0 {what}");
            }
        }
    }

    private void Ask(ulong word)
    {
        _words[ranks!.Rank] = word;
        ranks.Gather(MemoryMarshal.AsBytes(_words.AsSpan()), _bytes);
    }
}
