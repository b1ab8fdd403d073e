using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>
/// What happened in a work: all events but those of progress, which are thinned, in order; also for those who come
/// later, and after a new start.
/// </summary>
internal sealed class WorkLog : IDisposable
{
    private const string Progress = "progress", Epoch = "epoch", Begin = "begin", Part = "part";
    private const int MostProgress = 1000;

    /// <summary>The kind of the last event of a work.</summary>
    public const string End = "end";

    /// <summary>The kind of the event that says why a work failed.</summary>
    public const string Failure = "failure";

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly List<WorkEvent> _events = [];
    private readonly List<Channel<WorkEvent>> _listeners = [];
    private FileStream? _writer;
    private int _progress;

    /// <summary>A log.</summary>
    /// <param name="file">Where it is kept; what is there is read.</param>
    public WorkLog(string file)
    {
        _file = file;
        if (!File.Exists(file))
        {
            return;
        }

        foreach (string line in File.ReadLines(file))
        {
            if (WorkEvent.Parse(line) is { } one)
            {
                Keep(one);
            }
        }
    }

    /// <summary>The last event of progress, or null.</summary>
    public JsonObject? LastProgress
    {
        get
        {
            lock (_gate)
            {
                return _events.FindLast(e => e.Kind == Progress) is { } last
                    ? JsonNode.Parse(last.Json)!.AsObject()
                    : null;
            }
        }
    }

    /// <summary>A work begins again: its last end is no more.</summary>
    public void Reopen()
    {
        lock (_gate)
        {
            DropEnds();
        }
    }

    /// <summary>Whether the log contains the end of the work.</summary>
    public bool HasEnd
    {
        get
        {
            lock (_gate)
            {
                return _events.Exists(e => e.Kind == End);
            }
        }
    }

    /// <summary>Something happened.</summary>
    /// <param name="one">What.</param>
    public void Add(WorkEvent one)
    {
        lock (_gate)
        {
            Keep(one);
            try
            {
                if (one.Kind != Progress)
                {
                    Write(one.Json);
                }
            }
            finally
            {
                Tell(one);
            }
        }
    }

    /// <summary>Adds an event; listeners receive it even if it can't be stored.</summary>
    /// <param name="one">What.</param>
    /// <returns>Why it could not be kept, or null.</returns>
    public Exception? TryAdd(WorkEvent one)
    {
        try
        {
            Add(one);
            return null;
        }
        catch (Exception exception) when (StorageSentence.IsOne(exception))
        {
            return exception;
        }
    }

    /// <summary>Tells those who listen now, and keeps nothing.</summary>
    /// <param name="one">What.</param>
    public void Say(WorkEvent one)
    {
        lock (_gate)
        {
            Tell(one);
        }
    }

    /// <summary>Listens.</summary>
    /// <returns>What happened so far, and what happens from now on; the latter is to be given back.</returns>
    public (IReadOnlyList<WorkEvent> SoFar, Channel<WorkEvent> News) Listen()
    {
        var news = Channel.CreateBounded<WorkEvent>(
            new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            _listeners.Add(news);
            return ([.. _events], news);
        }
    }

    /// <summary>Listens no more.</summary>
    /// <param name="news">What <see cref="Listen"/> gave.</param>
    public void Leave(Channel<WorkEvent> news)
    {
        lock (_gate)
        {
            _listeners.Remove(news);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
            foreach (Channel<WorkEvent> listener in _listeners)
            {
                listener.Writer.TryComplete();
            }
        }
    }

    // On a full disk half a line would spoil the next one.
    private void Write(string line)
    {
        if (_writer is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            _writer = new FileStream(
                _file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }

        long end = _writer.Length;
        try
        {
            _writer.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException)
        {
            _writer.SetLength(end);
            _writer.Position = end;
            throw;
        }
    }

    private void Tell(WorkEvent one)
    {
        foreach (Channel<WorkEvent> listener in _listeners)
        {
            listener.Writer.TryWrite(one);
        }
    }

    private void Keep(WorkEvent one)
    {
        if (one.Kind == Begin)
        {
            DropEnds();
            DropBehind(one);
        }

        _events.Add(one);
        if (one.Kind == Progress && ++_progress > MostProgress)
        {
            Thin();
        }
    }

    private void DropEnds() => _events.RemoveAll(e => e.Kind is End or Failure);

    // A continued training repeats the steps after its checkpoint.
    private void DropBehind(WorkEvent begin)
    {
        long first = begin.Number("first_step");
        int part = _events.FindLastIndex(e => e.Kind == Part) + 1;
        for (int k = _events.Count - 1; k >= part; k--)
        {
            if (_events[k].Kind is Progress or Epoch && _events[k].Number("step") > first)
            {
                _progress -= _events[k].Kind == Progress ? 1 : 0;
                _events.RemoveAt(k);
            }
        }
    }

    private void Thin()
    {
        bool isKept = false;
        _events.RemoveAll(e => e.Kind == Progress && !(isKept = !isKept));
        _progress = _events.Count(e => e.Kind == Progress);
    }
}
