using System.Diagnostics;
using System.Net.Sockets;

namespace Carousel.Benchmarks.Serving;

/// <summary>One connection, which never waits: what can't be sent or read at once is left for the next round.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int SpareBytes = 4096;

    private readonly LoadTalk _talk;
    private readonly Queue<ReadOnlyMemory<byte>> _outgoing;
    private readonly Queue<long> _due;
    private byte[] _received;
    private int _count;

    private LoadConnection(Socket socket, LoadTalk talk)
    {
        (Socket, _talk) = (socket, talk);
        _received = new byte[talk.AnswerBytes + SpareBytes];
        _outgoing = new Queue<ReadOnlyMemory<byte>>(talk.MostUnderWay + 1);
        _due = new Queue<long>(talk.MostUnderWay);
    }

    /// <summary>What the system watches.</summary>
    public Socket Socket { get; }

    /// <summary>How many requests may be under way at once.</summary>
    public int MostUnderWay => _talk.MostUnderWay;

    /// <summary>Whether a request has no answer yet.</summary>
    public bool IsWaiting => _due.Count > 0;

    /// <summary>Whether something is left to be sent.</summary>
    public bool IsSending => _outgoing.Count > 0;

    /// <summary>Connects, and greets where the talk does.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="talk">What is said.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">The server can't be reached, or does not greet.</exception>
    public static async Task<LoadConnection> OpenAsync(Uri server, LoadTalk talk, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.DnsSafeHost, server.Port, cancellation).ConfigureAwait(false);
            var connection = new LoadConnection(socket, talk);
            await connection.GreetAsync(cancellation).ConfigureAwait(false);
            socket.Blocking = false;
            return connection;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new LoadException($"{server.Authority} can't be reached: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends the next request.</summary>
    /// <param name="due">When it was due.</param>
    public void Begin(long due)
    {
        _due.Enqueue(due);
        _outgoing.Enqueue(_talk.Write());
        Send();
    }

    /// <summary>Sends what is left.</summary>
    /// <exception cref="LoadException">The connection is lost.</exception>
    public void Send()
    {
        while (_outgoing.TryDequeue(out ReadOnlyMemory<byte> bytes))
        {
            int sent = Socket.Send(bytes.Span, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                throw Lost(error);
            }

            sent = error == SocketError.Success ? sent : 0;
            if (sent < bytes.Length)
            {
                PutFirst(bytes[sent..]);
                return;
            }
        }
    }

    /// <summary>Reads and checks what has come.</summary>
    /// <param name="tally">Counts it.</param>
    /// <returns>How many requests were answered.</returns>
    /// <exception cref="LoadException">An answer is wrong, or the connection is lost.</exception>
    public int Receive(LoadTally tally)
    {
        int read = Socket.Receive(_received.AsSpan(_count), SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            return 0;
        }

        if (error != SocketError.Success || read == 0)
        {
            throw Lost(error);
        }

        long now = Stopwatch.GetTimestamp();
        _count += read;
        int at = 0, answered = 0;
        while (at < _count && _talk.TryRead(_received.AsSpan(at.._count), out LoadAnswer answer))
        {
            at += answer.Used;
            if (!answer.Reply.IsEmpty)
            {
                _outgoing.Enqueue(answer.Reply);
                Send();
            }

            if (answer.IsRequest)
            {
                tally.Add(answer, _due.Dequeue(), now);
                answered++;
            }
        }

        _received.AsSpan(at.._count).CopyTo(_received);
        _count -= at;
        if (_count == _received.Length)
        {
            Array.Resize(ref _received, 2 * _count);
        }

        return answered;
    }

    /// <inheritdoc/>
    public void Dispose() => Socket.Dispose();

    private async Task GreetAsync(CancellationToken cancellation)
    {
        if (_talk.Greeting.IsEmpty)
        {
            return;
        }

        await Socket.SendAsync(_talk.Greeting, cancellation).ConfigureAwait(false);
        LoadAnswer answer;
        do
        {
            int read = await Socket.ReceiveAsync(_received.AsMemory(_count), cancellation).ConfigureAwait(false);
            _count += read > 0 ? read : throw Lost(SocketError.Success);
        }
        while (!_talk.TryRead(_received.AsSpan(0, _count), out answer));

        _received.AsSpan(answer.Used.._count).CopyTo(_received);
        _count -= answer.Used;
    }

    // A queue has no front to put into: it is turned around once, which happens only where the system's buffer is full.
    private void PutFirst(ReadOnlyMemory<byte> rest)
    {
        int behind = _outgoing.Count;
        _outgoing.Enqueue(rest);
        for (; behind > 0; behind--)
        {
            _outgoing.Enqueue(_outgoing.Dequeue());
        }
    }

    private static LoadException Lost(SocketError error) => new(
        error == SocketError.Success
            ? "The server closed a connection before it answered."
            : $"The connection to the server was lost: {new SocketException((int)error).Message}");
}
