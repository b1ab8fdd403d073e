using System.Runtime.CompilerServices;

namespace Carousel.Server.Engine;

/// <summary>The sessions of a worker, found by their ids.</summary>
/// <remarks>Places are pages of structs: growing copies no session, and the collector has nothing to follow. One owner,
/// one thread.</remarks>
internal sealed class SessionTable
{
    // A page is not a large object, for which a server with little memory may find no room.
    private const int PageBits = 9, PageSize = 1 << PageBits, FirstPlaces = 1 << 10;

    private readonly List<Session[]> _pages = [];
    private int[] _places = new int[FirstPlaces];
    private int _used;
    private int _free = -1;

    /// <summary>About the bytes of a session in the table.</summary>
    public static long SessionBytes { get; } = Unsafe.SizeOf<Session>() + (3 * sizeof(int));

    /// <summary>How many sessions there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the table.</summary>
    public long Bytes { get; private set; } = FirstPlaces * sizeof(int);

    /// <summary>Bytes that the next <see cref="Add"/> needs; 0 where there is room.</summary>
    public long GrowthBytes =>
        (_free < 0 && _used >> PageBits == _pages.Count ? PageBytes : 0)
        + (2 * (Count + 1) > _places.Length ? (long)_places.Length * sizeof(int) : 0);

    /// <summary>Places in use or free: each below it can be looked at.</summary>
    public int Places => _used;

    /// <summary>A session.</summary>
    /// <param name="place">Its place.</param>
    public ref Session this[int place] => ref _pages[place >> PageBits][place & (PageSize - 1)];

    /// <summary>Finds a session.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Its place; −1 where there is none.</returns>
    public int Find(UInt128 id)
    {
        for (int at = Start(id); ; at = (at + 1) & (_places.Length - 1))
        {
            int place = _places[at] - 1;
            if (place < 0 || this[place].Id == id)
            {
                return place;
            }
        }
    }

    /// <summary>Whether a session stands at a place.</summary>
    /// <param name="place">The place.</param>
    public bool IsUsed(int place) => this[place].Model > 0;

    /// <summary>Adds a session.</summary>
    /// <param name="session">The session; its id is not there yet.</param>
    /// <returns>Its place.</returns>
    public int Add(in Session session)
    {
        int place = _free;
        if (place >= 0)
        {
            _free = this[place].NextFree;
        }
        else
        {
            place = _used++;
            if (place >> PageBits == _pages.Count)
            {
                _pages.Add(new Session[PageSize]);
                Bytes += PageBytes;
            }
        }

        this[place] = session;
        if (2 * ++Count > _places.Length)
        {
            Grow();
        }
        else
        {
            Put(place);
        }

        return place;
    }

    /// <summary>Removes a session.</summary>
    /// <param name="place">Its place.</param>
    public void Remove(int place)
    {
        UInt128 id = this[place].Id;
        int at = Start(id);
        while (_places[at] != place + 1)
        {
            at = (at + 1) & (_places.Length - 1);
        }

        // What was pushed on by the one that goes moves up, so that no search ends at the hole.
        int hole = at;
        while (true)
        {
            at = (at + 1) & (_places.Length - 1);
            if (_places[at] == 0)
            {
                break;
            }

            int wanted = Start(this[_places[at] - 1].Id);
            if (((at - wanted) & (_places.Length - 1)) >= ((at - hole) & (_places.Length - 1)))
            {
                _places[hole] = _places[at];
                hole = at;
            }
        }

        _places[hole] = 0;
        this[place] = new Session { NextFree = _free };
        _free = place;
        Count--;
    }

    private static long PageBytes => (long)PageSize * Unsafe.SizeOf<Session>();

    private int Start(UInt128 id) => (int)((ulong)id >> 1) & (_places.Length - 1);

    private void Put(int place)
    {
        int at = Start(this[place].Id);
        while (_places[at] != 0)
        {
            at = (at + 1) & (_places.Length - 1);
        }

        _places[at] = place + 1;
    }

    private void Grow()
    {
        Bytes += (long)_places.Length * sizeof(int);
        _places = new int[2 * _places.Length];
        for (int place = 0; place < _used; place++)
        {
            if (IsUsed(place))
            {
                Put(place);
            }
        }
    }
}
