using System.Net.WebSockets;
using System.Threading.Channels;
using Carousel.Server.Storage;

namespace Carousel.Server.Replicas;

/// <summary>What is passed on to another replica, over one connection, in order.</summary>
internal sealed class ReplicaLink : IPassageTarget, IDisposable
{
    /// <summary>Where replicas listen to each other.</summary>
    public const string Path = "/v1/replica";

    /// <summary>The scheme before the secret in the header Authorization.</summary>
    public const string Scheme = "Replica ";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly ReplicaAddress _replica;
    private readonly Lock _gate = new();
    private readonly Queue<Passage> _queue = new();
    private readonly Dictionary<long, Passage> _pending = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _run;
    private long _number;

    /// <summary>A link; it connects when there is something to be passed on.</summary>
    /// <param name="replica">To whom.</param>
    public ReplicaLink(ReplicaAddress replica)
    {
        _replica = replica;
        _run = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public Uri Address => _replica.Address;

    /// <inheritdoc/>
    public void Post(Passage passage)
    {
        lock (_gate)
        {
            passage.LinkNumber = ++_number;
            _pending.Add(passage.LinkNumber, passage);
            _queue.Enqueue(passage);
        }

        _wake.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public bool TryForget(Passage passage, out Passing end)
    {
        lock (_gate)
        {
            end = passage.IsSent ? Passing.Unknown : Passing.NotDone;
            return _pending.Remove(passage.LinkNumber);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _run.GetAwaiter().GetResult();
        _ending.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await _wake.Reader.ReadAsync(_ending.Token).ConfigureAwait(false);
                await TalkAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception
                is WebSocketException or IOException or OperationCanceledException or InvalidDataException)
            {
                // The replica is not there, or is gone: the sender looks up the present owner of the partition.
            }

            GiveUp();
        }

        GiveUp();
    }

    private async Task TalkAsync()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", Scheme + _replica.Secret.ToString("N"));
        socket.Options.KeepAliveInterval = _patience;
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(ending.Token))
        {
            patience.CancelAfter(_patience);
            var address = new UriBuilder(_replica.Address)
            {
                Scheme = _replica.Address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
                Path = Path,
            };
            await socket.ConnectAsync(address.Uri, patience.Token).ConfigureAwait(false);
        }

        Task listening = ListenAsync(socket, ending);
        var messages = new LinkMessages(socket);
        try
        {
            do
            {
                while (HasMore())
                {
                    await messages.SendAsync(WriteNext, ending.Token).ConfigureAwait(false);
                }

                await _wake.Reader.ReadAsync(ending.Token).ConfigureAwait(false);
            }
            while (true);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await listening.ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(ClientWebSocket socket, CancellationTokenSource ending)
    {
        var messages = new LinkMessages(socket);
        try
        {
            while (await messages.ReceiveAsync(Read, ending.Token).ConfigureAwait(false))
            {
                // Each message is handled when it arrives.
            }
        }
        catch (Exception exception) when (exception
            is WebSocketException or IOException or OperationCanceledException or InvalidDataException)
        {
            // The sender is notified below.
        }

        await ending.CancelAsync().ConfigureAwait(false);
    }

    private bool HasMore()
    {
        lock (_gate)
        {
            return _queue.Count > 0;
        }
    }

    private bool WriteNext(BinaryWriter writer)
    {
        // The sender may have taken it back: then the bytes are another's, and nothing is sent.
        lock (_gate)
        {
            while (_queue.TryDequeue(out Passage? passage))
            {
                if (_pending.TryGetValue(passage.LinkNumber, out Passage? own) && own == passage)
                {
                    LinkFrames.WriteQuestion(writer, passage);
                    passage.IsSent = true;
                    return true;
                }
            }
        }

        return false;
    }

    private void Read(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        long end = reader.BaseStream.Position + length, number = LinkFrames.ReadNumber(reader);
        Passage? passage;
        lock (_gate)
        {
            _pending.Remove(number, out passage);
        }

        if (passage is not null)
        {
            bool isDone = LinkFrames.ReadAnswer(reader, passage);
            passage.Route.Ended(passage, this, isDone ? Passing.Done : Passing.NotDone);
        }

        reader.BaseStream.Position = end;
    }

    /// <summary>Tells all who wait that nothing comes any more.</summary>
    private void GiveUp()
    {
        Passage[] passages;
        lock (_gate)
        {
            passages = [.. _pending.Values.OrderBy(p => p.LinkNumber)];
            _pending.Clear();
            _queue.Clear();
        }

        foreach (Passage passage in passages)
        {
            passage.Route.Ended(passage, this, passage.IsSent ? Passing.Unknown : Passing.NotDone);
        }
    }
}
