using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Carousel.Server.Engine;

/// <summary>Those who watch sessions.</summary>
internal sealed class SessionWatchers
{
    // A watcher that reads slower than the session steps sees gaps in the numbers of the steps.
    private const int MostWaiting = 1024;

    private readonly ConcurrentDictionary<UInt128, Channel<SessionNews>[]> _watchers = new();

    /// <summary>Begins to watch a session.</summary>
    /// <param name="session">The session.</param>
    public Channel<SessionNews> Add(UInt128 session)
    {
        Channel<SessionNews> channel = Channel.CreateBounded<SessionNews>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _watchers.AddOrUpdate(session, [channel], (_, others) => [.. others, channel]);
        return channel;
    }

    /// <summary>Ends to watch a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="channel">What <see cref="Add"/> gave.</param>
    public void Remove(UInt128 session, Channel<SessionNews> channel)
    {
        while (_watchers.TryGetValue(session, out Channel<SessionNews>[]? all))
        {
            Channel<SessionNews>[] others = [.. all.Where(c => c != channel)];
            if (others.Length > 0
                ? _watchers.TryUpdate(session, others, all)
                : _watchers.TryRemove(new KeyValuePair<UInt128, Channel<SessionNews>[]>(session, all)))
            {
                return;
            }
        }
    }

    /// <summary>Sessions are watched elsewhere from now on: who watches them here is cut off, and comes back with the
    /// number of the last step.</summary>
    /// <param name="isGone">Whether a session is one of them.</param>
    public void CutOff(Func<UInt128, bool> isGone)
    {
        foreach ((UInt128 session, Channel<SessionNews>[] channels) in _watchers)
        {
            if (isGone(session))
            {
                Array.ForEach(channels, c => c.Writer.TryComplete(new IOException("The session has moved away.")));
            }
        }
    }

    /// <summary>Whether a session has watchers.</summary>
    /// <param name="session">The session.</param>
    public bool IsWatched(UInt128 session) => !_watchers.IsEmpty && _watchers.ContainsKey(session);

    /// <summary>Tells those who watch.</summary>
    /// <param name="news">What.</param>
    public void Tell(SessionNews news)
    {
        foreach (Channel<SessionNews> channel in _watchers.GetValueOrDefault(news.Session, []))
        {
            // One that can't take more is ended: its reader comes back with the number of its last step.
            if (!channel.Writer.TryWrite(news) || news.IsEnd)
            {
                channel.Writer.TryComplete();
            }
        }
    }
}
