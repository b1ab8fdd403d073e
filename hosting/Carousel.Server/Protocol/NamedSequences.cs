using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;
using Carousel.Server.Wire;

namespace Carousel.Server.Protocol;

/// <summary>Sessions of sequences that their callers named.</summary>
/// <param name="engine">Has the sessions.</param>
internal sealed class NamedSequences(ISessionEngine engine)
{
    // Two starts of one sequence at the same time meet at most so often.
    private const int MostTries = 8;

    /// <summary>The session of a sequence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="caller">The caller that names the sequence; other callers get other sessions by the same
    /// name.</param>
    /// <param name="name">Its name.</param>
    public static UInt128 IdOf(ServedModel model, Caller caller, string name)
    {
        byte[] modelName = Encoding.UTF8.GetBytes(model.Name);
        Span<byte> head = stackalloc byte[sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt64LittleEndian(head, caller.Owner);
        BinaryPrimitives.WriteInt32LittleEndian(head[sizeof(long)..], modelName.Length);
        return SessionId.Of(SHA256.HashData([.. head, .. modelName, .. Encoding.UTF8.GetBytes(name)]), model.IsJob);
    }

    /// <summary>Begins a sequence; an earlier one of the same name is abandoned.</summary>
    /// <param name="model">The version on which it runs.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">Its session.</param>
    /// <exception cref="RequestException">It was refused.</exception>
    public async Task StartAsync(ServedModel model, Caller caller, UInt128 session)
    {
        StepFault fault = StepFault.Unavailable;
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            ControlCall back = await AskAsync(ControlKind.Restore, model, caller, session).ConfigureAwait(false);
            if (back.Fault == StepFault.None && back.Model == model.Number)
            {
                return;
            }

            if (back.Fault == StepFault.None)
            {
                // It runs on another version, which a session keeps to its end.
                await AskAsync(ControlKind.Close, model, caller, session).ConfigureAwait(false);
            }
            else if (back.Fault != StepFault.NoSession)
            {
                fault = back.Fault;
                break;
            }

            ControlCall begin = await AskAsync(ControlKind.Begin, model, caller, session).ConfigureAwait(false);
            fault = begin.Fault;
            if (fault == StepFault.None)
            {
                return;
            }
        }

        throw new RequestException(fault);
    }

    /// <summary>On which version a sequence runs.</summary>
    /// <param name="model">A version of its model.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">Its session.</param>
    /// <returns>The version's number; 0 where the sequence has not begun.</returns>
    /// <exception cref="RequestException">It was refused.</exception>
    public async Task<int> VersionOf(ServedModel model, Caller caller, UInt128 session)
    {
        ControlCall look = await AskAsync(ControlKind.Look, model, caller, session).ConfigureAwait(false);
        return look.Fault switch
        {
            StepFault.None => look.Model,
            StepFault.NoSession => 0,
            _ => throw new RequestException(look.Fault),
        };
    }

    /// <summary>Ends a sequence.</summary>
    /// <param name="model">The version on which it runs.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">Its session.</param>
    /// <exception cref="RequestException">It was refused.</exception>
    public async Task EndAsync(ServedModel model, Caller caller, UInt128 session)
    {
        ControlCall close = await AskAsync(ControlKind.Close, model, caller, session).ConfigureAwait(false);
        if (close.Fault is not (StepFault.None or StepFault.NoSession))
        {
            throw new RequestException(close.Fault);
        }
    }

    private async Task<ControlCall> AskAsync(ControlKind kind, ServedModel model, Caller caller, UInt128 session)
    {
        var call = new ControlCall(kind, session, caller.Owner)
        {
            Model = model.Number,
            ExpiresAfter = engine.Options.ExpiresAfter,
        };
        await engine.AskAsync(call).ConfigureAwait(false);
        return call;
    }
}
