namespace Carousel.Server.Engine;

/// <summary>Room for work, used again.</summary>
/// <remarks>One owner, one thread.</remarks>
internal sealed class WorkList
{
    private Work[] _works = new Work[256];
    private int _free = -1;
    private int _used;

    /// <summary>How much there is.</summary>
    public int Count { get; private set; }

    /// <summary>A piece of work; valid until the next <see cref="Add"/>.</summary>
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
        }
        else
        {
            index = _used++;
            if (index == _works.Length)
            {
                Array.Resize(ref _works, 2 * index);
            }
        }

        Count++;
        _works[index] = work;
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
