namespace Carousel.Server.Engine;

/// <summary>Room for work, used again.</summary>
/// <remarks>One owner, one thread.</remarks>
internal sealed class WorkList
{
    private readonly PagedList<Work> _works = new();
    private int _free = -1;

    /// <summary>How much there is.</summary>
    public int Count { get; private set; }

    /// <summary>A piece of work.</summary>
    /// <param name="index">Which.</param>
    public ref Work this[int index] => ref _works[index];

    /// <summary>Adds work.</summary>
    /// <param name="work">The work.</param>
    /// <returns>Its index.</returns>
    public int Add(in Work work)
    {
        int index = _free;
        if (index >= 0)
        {
            _free = _works[index].Behind;
            _works[index] = work;
        }
        else
        {
            index = _works.Add(work);
        }

        Count++;
        _works[index].Behind = -1;
        return index;
    }

    /// <summary>Removes work.</summary>
    /// <param name="index">Which.</param>
    public void Remove(int index)
    {
        Count--;
        _works[index] = new Work { Behind = _free };
        _free = index;
    }
}
