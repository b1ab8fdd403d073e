using System.Runtime.CompilerServices;

namespace Carousel.Server.Engine;

/// <summary>The sessions of a worker, found by their ids.</summary>
/// <remarks>Growing copies no session, and the collector has nothing to follow. The places of ids are in many small
/// parts: one that grows takes microseconds and is not a large object. One owner, one thread.</remarks>
internal sealed class SessionTable
{
    private const int PartBits = 9, Parts = 1 << PartBits, FirstPlaces = 4;

    private readonly PagedList<Session> _sessions = new();

    // For each part a table of a power of two: 0 for free, or a place + 1, at or after the slot of the id's hash.
    private readonly int[][] _places = new int[Parts][];
    private readonly int[] _counts = new int[Parts];
    private long _placesBytes = (long)Parts * FirstPlaces * sizeof(int);
    private int _free = -1;

    /// <summary>A table without sessions.</summary>
    public SessionTable()
    {
        for (int part = 0; part < Parts; part++)
        {
            _places[part] = new int[FirstPlaces];
        }
    }

    /// <summary>About the bytes of a session in the table.</summary>
    public static long SessionBytes { get; } = Unsafe.SizeOf<Session>() + (3 * sizeof(int));

    /// <summary>How many sessions there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the table.</summary>
    public long Bytes => _sessions.Bytes + _placesBytes;

    /// <summary>Bytes that <see cref="Add"/> needs; 0 where there is room.</summary>
    /// <param name="id">The id that is added.</param>
    public long GrowthBytes(UInt128 id) =>
        (_free < 0 ? _sessions.GrowthBytes : 0) + (IsFull(Part(id)) ? _places[Part(id)].Length * sizeof(int) : 0);

    /// <summary>Places in use or free: each below it can be looked at.</summary>
    public int Places => _sessions.Count;

    /// <summary>A session.</summary>
    /// <param name="place">Its place.</param>
    public ref Session this[int place] => ref _sessions[place];

    /// <summary>Finds a session.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Its place; −1 if it is not found.</returns>
    public int Find(UInt128 id)
    {
        int[] places = _places[Part(id)];
        for (int at = Start(id, places); ; at = (at + 1) & (places.Length - 1))
        {
            int place = places[at] - 1;
            if (place < 0 || this[place].Id == id)
            {
                return place;
            }
        }
    }

    /// <summary>Whether a place contains a session.</summary>
    /// <param name="place">The place.</param>
    public bool IsUsed(int place) => this[place].Model > 0;

    /// <summary>Adds a session.</summary>
    /// <param name="session">The session; its id is not there yet.</param>
    /// <returns>Its place.</returns>
    public int Add(in Session session)
    {
        int place = _free, part = Part(session.Id);
        if (IsFull(part))
        {
            // Before anything else is changed: there may be no memory.
            Grow(part);
        }

        if (place >= 0)
        {
            _free = this[place].NextFree;
            this[place] = session;
        }
        else
        {
            place = _sessions.Add(session);
        }

        _counts[part]++;
        Count++;
        Put(_places[part], place);
        return place;
    }

    /// <summary>Removes a session.</summary>
    /// <param name="place">Its place.</param>
    public void Remove(int place)
    {
        UInt128 id = this[place].Id;
        int[] places = _places[Part(id)];
        int at = Start(id, places);
        while (places[at] != place + 1)
        {
            at = (at + 1) & (places.Length - 1);
        }

        // What was pushed on by the one that goes moves up, so that no search ends at the hole.
        int hole = at;
        while (true)
        {
            at = (at + 1) & (places.Length - 1);
            if (places[at] == 0)
            {
                break;
            }

            int wanted = Start(this[places[at] - 1].Id, places);
            if (((at - wanted) & (places.Length - 1)) >= ((at - hole) & (places.Length - 1)))
            {
                places[hole] = places[at];
                hole = at;
            }
        }

        places[hole] = 0;
        _counts[Part(id)]--;
        this[place] = new Session { NextFree = _free };
        _free = place;
        Count--;
    }

    // The last bit marks sessions of jobs; the first 32 bits choose the partition.
    private static int Part(UInt128 id) => (int)((ulong)id >> 1) & (Parts - 1);

    private static int Start(UInt128 id, int[] places) => (int)((ulong)id >> (1 + PartBits)) & (places.Length - 1);

    private bool IsFull(int part) => 2 * (_counts[part] + 1) > _places[part].Length;

    private void Put(int[] places, int place)
    {
        int at = Start(this[place].Id, places);
        while (places[at] != 0)
        {
            at = (at + 1) & (places.Length - 1);
        }

        places[at] = place + 1;
    }

    private void Grow(int part)
    {
        int[] before = _places[part], places = new int[2 * before.Length];
        foreach (int place in before)
        {
            if (place > 0)
            {
                Put(places, place - 1);
            }
        }

        _places[part] = places;
        _placesBytes += (long)before.Length * sizeof(int);
    }
}
