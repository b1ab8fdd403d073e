using System.Diagnostics;
using System.Net.Sockets;

namespace Carousel.Benchmarks.Serving;

/// <summary>
/// Sends what is due and reads what comes, on one thread: the system says which of the connections are ready, and
/// nothing is allocated.
/// </summary>
internal sealed class LoadLoop
{
    private const int Millisecond = 1000, LongestWait = 100 * Millisecond;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly LoadConnection[] _connections;
    private readonly List<Socket> _readable, _writable;

    // Places for requests, those free the longest first: which connection, and since when.
    private readonly Queue<(LoadConnection Connection, long Since)> _free;
    private int _underWay;

    /// <summary>A loop over connections.</summary>
    public LoadLoop(LoadConnection[] connections)
    {
        _connections = connections;
        (_readable, _writable) = (new(connections.Length), new(connections.Length));
        int most = connections.Max(connection => connection.MostUnderWay);
        _free = new(connections.Sum(connection => connection.MostUnderWay));
        for (int place = 0; place < most; place++)
        {
            foreach (LoadConnection connection in connections.Where(c => place < c.MostUnderWay))
            {
                _free.Enqueue((connection, 0));
            }
        }
    }

    /// <summary>Measures for some time, and waits for the last answers.</summary>
    /// <param name="rate">Requests a second, or null for as many as there is room for.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="tally">Counts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">The server answers wrongly or not at all.</exception>
    public void Run(double? rate, double seconds, LoadTally tally, CancellationToken cancellation)
    {
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp(), now = start;
        var times = new DueTimes(rate, start, seconds);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            SendDue(times, now, tally);
            if (now >= times.End && _underWay == 0)
            {
                break;
            }

            if (now >= times.End + (long)(_patience.TotalSeconds * Stopwatch.Frequency))
            {
                throw new LoadException(
                    $"{_underWay} requests were not answered within {_patience.TotalSeconds} seconds.");
            }

            Wait(times, now);
            Exchange(tally);
            now = Stopwatch.GetTimestamp();
        }

        while (times.TryTakeUnsent(out long due))
        {
            tally.AddUnsent(times.End - due);
        }

        tally.Seconds += Stopwatch.GetElapsedTime(start, now).TotalSeconds;
        tally.OwnCpuSeconds += (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
    }

    private void SendDue(DueTimes times, long now, LoadTally tally)
    {
        while (_free.Count > 0 && times.TryTake(now, out long due))
        {
            (LoadConnection connection, long since) = _free.Dequeue();
            connection.Begin(due);
            _underWay++;
            if (times.IsOpen)
            {
                now = Stopwatch.GetTimestamp();
                tally.Lateness.Add(now - Math.Max(due, since));
            }
        }
    }

    // Waits are whole milliseconds, rounded up: on the processors that the server needs too, nothing spins.
    private void Wait(DueTimes times, long now)
    {
        _readable.Clear();
        _writable.Clear();
        foreach (LoadConnection connection in _connections)
        {
            if (connection.IsWaiting)
            {
                _readable.Add(connection.Socket);
            }

            if (connection.IsSending)
            {
                _writable.Add(connection.Socket);
            }
        }

        int wait = LongestWait;
        if (_free.Count > 0 || now >= times.End)
        {
            long until = Math.Min(times.End > now ? times.End : long.MaxValue, times.Next > now ? times.Next : now);
            double milliseconds = (until - now) * 1e3 / Stopwatch.Frequency;
            wait = Math.Clamp((int)Math.Ceiling(Math.Min(milliseconds, 100)) * Millisecond, Millisecond, LongestWait);
        }

        if (_readable.Count == 0 && _writable.Count == 0)
        {
            Thread.Sleep(wait / Millisecond);
            return;
        }

        Socket.Select(_readable, _writable, null, wait);
    }

    // What is ready stands in the order of the connections.
    private void Exchange(LoadTally tally)
    {
        int readable = 0, writable = 0;
        foreach (LoadConnection connection in _connections)
        {
            if (writable < _writable.Count && _writable[writable] == connection.Socket)
            {
                writable++;
                connection.Send();
            }

            if (readable < _readable.Count && _readable[readable] == connection.Socket)
            {
                readable++;
                int answered = connection.Receive(tally);
                _underWay -= answered;
                long now = answered > 0 ? Stopwatch.GetTimestamp() : 0;
                for (; answered > 0; answered--)
                {
                    _free.Enqueue((connection, now));
                }
            }
        }
    }
}
