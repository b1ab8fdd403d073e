using System.Buffers;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

internal sealed partial class SessionRequests
{
    /// <summary>Reads the body of a request to its end and makes something of it.</summary>
    /// <typeparam name="TState">Of what <paramref name="read"/> needs.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="state">Passed on.</param>
    /// <param name="read">Makes it; the bytes end with it.</param>
    /// <exception cref="RequestException">The body is too large, too slow, or not what <paramref name="read"/>
    /// expects; or memory is short.</exception>
    public ValueTask<TResult> ReadAsync<TState, TResult>(
        HttpContext context, TState state, Func<ReadOnlySequence<byte>, TState, TResult> read) =>
        RequestBody.ReadAsync(context, engine, state, read);

    /// <summary>Reads steps of one session.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="session">The session.</param>
    /// <exception cref="RequestException">It is something else, or a row is too large.</exception>
    public StepCall ReadSession(in ReadOnlySequence<byte> body, UInt128 session) =>
        StepJson.ReadSession(body, session, engine.Options.MostRowBytes);

    /// <summary>Reads steps of many sessions.</summary>
    /// <param name="body">JSON or bytes.</param>
    /// <param name="model">The model of the sessions.</param>
    /// <param name="isBinary">Which.</param>
    /// <exception cref="RequestException">It is something else, or a row is too large.</exception>
    public StepCall ReadTogether(in ReadOnlySequence<byte> body, ServedModel model, bool isBinary)
    {
        if (isBinary && model.IsJob)
        {
            throw new RequestException(415, $"Rows of '{model.Name}' are not numbers: send them as JSON.");
        }

        StepCall call = isBinary
            ? StepBinary.Read(body)
            : StepJson.ReadTogether(body, model.IsJob, engine.Options.MostRowBytes);
        call.Model = model.Name;
        if (!model.IsJob)
        {
            call.SetAnswerWidth(model.OutputSize);
        }

        return call;
    }

    /// <summary>Refuses rows that are too large.</summary>
    /// <param name="rows">Rows of a model of a job.</param>
    /// <exception cref="RequestException">One is too large.</exception>
    public void RequireRows(ReadOnlySpan<ReadOnlyMemory<byte>> rows)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].Length > engine.Options.MostRowBytes)
            {
                throw StepJson.TooLarge(row + 1, engine.Options.MostRowBytes);
            }
        }
    }
}
