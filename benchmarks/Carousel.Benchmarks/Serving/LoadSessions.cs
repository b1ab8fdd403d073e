namespace Carousel.Benchmarks.Serving;

/// <summary>Some of the sessions that are stepped, in fixed places: each belongs to one connection.</summary>
internal sealed class LoadSessions
{
    private readonly long[] _next;

    /// <summary>New sessions.</summary>
    /// <param name="ids">Of each 32 hexadecimal digits.</param>
    public LoadSessions(IReadOnlyList<string> ids)
    {
        Ids = ids;
        _next = new long[ids.Count];
        Array.Fill(_next, 1);
    }

    /// <summary>Of each 32 hexadecimal digits.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>How many there are.</summary>
    public int Count => _next.Length;

    /// <summary>The number of a session's next step; what is written is what the server acknowledged.</summary>
    public ref long Next(int session) => ref _next[session];

    /// <summary>Divides them into equal shares, one a connection.</summary>
    /// <param name="shares">How many.</param>
    /// <param name="unit">A share is a multiple of this; what remains is left out.</param>
    public IEnumerable<LoadSessions> Divide(int shares, int unit)
    {
        int each = Count / shares / unit * unit;
        for (int share = 0; share < shares; share++)
        {
            yield return new LoadSessions([.. Ids.Skip(share * each).Take(each)]);
        }
    }
}
