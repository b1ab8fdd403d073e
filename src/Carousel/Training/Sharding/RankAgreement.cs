using System.Runtime.InteropServices;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>What the ranks decide together, so that all of them do the same next.</summary>
/// <param name="ranks">Asks the others; <c>null</c> for a training in one process.</param>
internal sealed class RankAgreement(IShardExchange? ranks)
{
    private readonly IShardExchange? _others = ranks is { Ranks: > 1 } ? ranks : null;
    private readonly ulong[] _words = GC.AllocateArray<ulong>(ranks?.Ranks ?? 1, pinned: true);
    private readonly int[] _bytes = [.. Enumerable.Repeat(sizeof(ulong), ranks?.Ranks ?? 1)];
    private RankWishes _heard;

    /// <summary>Whether this process writes files.</summary>
    public bool Writes => _others is null or { Rank: 0 };

    /// <summary>What this rank wants after the present step; sent with its figures.</summary>
    public RankWishes Wishes { get; private set; }

    /// <summary>Whether the training stops before the next step.</summary>
    /// <param name="mine">What this process wants; over ranks, what any wanted at the last step counts.</param>
    public bool Stops(bool mine) => _others is null ? mine : (_heard & RankWishes.Stop) != 0;

    /// <summary>Whether a checkpoint is due.</summary>
    /// <param name="mine">What this process wants; over ranks, what any wanted at the last step counts.</param>
    public bool Keeps(bool mine) => _others is null ? mine : (_heard & RankWishes.Keep) != 0;

    /// <summary>Before a step: what this rank wants after it.</summary>
    public void Wish(bool stop, bool keep) => (Wishes, _heard) = (
        (stop ? RankWishes.Stop : RankWishes.None) | (keep ? RankWishes.Keep : RankWishes.None), RankWishes.None);

    /// <summary>What a rank wants came with its figures.</summary>
    public void Hear(RankWishes wishes) => _heard |= wishes;

    /// <summary>Whether the answer of any rank is true, asked in a separate exchange.</summary>
    /// <param name="mine">The answer of this rank.</param>
    public bool Any(bool mine)
    {
        if (_others is null)
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
        if (_others is null)
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
        _words[_others!.Rank] = word;
        _others.Gather(MemoryMarshal.AsBytes(_words.AsSpan()), _bytes);
    }
}

/// <summary>What a rank wants after a step.</summary>
[Flags]
internal enum RankWishes
{
    None = 0,
    Stop = 1,
    Keep = 2,
}
