using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Carousel.Report;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Storage;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>Requests to sessions over HTTP.</summary>
/// <param name="engine">Has the sessions.</param>
/// <param name="models">The models that are served.</param>
internal sealed partial class SessionRequests(ISessionEngine engine, ModelCatalogue models)
{
    /// <summary>The most sessions that one request makes.</summary>
    public const int MostCreated = 4096;

    // What a session that is about to begin needs until it is answered.
    private const int ControlBytes = 512;

    /// <summary>A model that is served.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="RequestException">The model does not exist.</exception>
    public ServedModel Model(string name) => models.Current.TryGetValue(name, out ServedModel? model)
        ? model
        : throw new RequestException(
            404,
            models.Current.Count == 0
                ? $"There is no model '{Cut(name)}'; the server has no models."
                : $"There is no model '{Cut(name)}'; there are "
                + $"{string.Join(", ", models.Current.Keys.Order().Take(20))}.");

    /// <summary>Begins sessions.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">The model.</param>
    public async Task CreateAsync(HttpContext context, Caller caller, string name)
    {
        ServedModel model = Model(name);
        (int? many, int expires) = await ReadAsync(context, engine.Options.ExpiresAfter, static (body, expires) =>
        {
            if (body.IsEmpty)
            {
                return ((int?)null, expires);
            }

            using JsonDocument json = RequestBody.Parse(body, "count", "expires_after");
            return (json.Whole("count", 1, MostCreated), json.Whole("expires_after", 0, int.MaxValue) ?? expires);
        }).ConfigureAwait(false);
        int count = many ?? 1;
        long bytes = count * (long)ControlBytes;

        // Sessions that begin and are refused in the end would leave their records in the journal.
        if (!engine.Memory.Has(MemoryUse.Sessions, count > 1 ? count * SessionTable.SessionBytes : 0)
            || !engine.Memory.TryTake(MemoryUse.Requests, bytes))
        {
            throw RequestBody.NoRoom();
        }

        try
        {
            await CreateAsync(context, caller, model, count, expires, many is not null).ConfigureAwait(false);
        }
        finally
        {
            engine.Memory.Give(MemoryUse.Requests, bytes);
        }
    }

    private async Task CreateAsync(
        HttpContext context, Caller caller, ServedModel model, int count, int expires, bool isMany)
    {
        ControlCall[] calls =
        [
            .. Enumerable.Range(0, count).Select(_ =>
                new ControlCall(ControlKind.Begin, SessionId.New(model.IsJob), caller.Owner)
                {
                    Model = model.Number,
                    ExpiresAfter = expires,
                }),
        ];
        await Task.WhenAll(calls.Select(engine.AskAsync)).ConfigureAwait(false);
        if (Array.Find(calls, call => call.Fault != StepFault.None) is { } refused)
        {
            // All or none: the caller would not know the ids of those that began.
            await Task.WhenAll(calls.Where(call => call.Fault == StepFault.None).Select(call =>
                engine.AskAsync(new ControlCall(ControlKind.Close, call.Session, caller.Owner)))).ConfigureAwait(false);
            Require(refused);
        }

        if (isMany)
        {
            RequestBody.WriteObject(
                context, json => json.Texts("ids", calls.Select(call => SessionId.Text(call.Session))), 201);
        }
        else
        {
            WriteCreated(context, calls[0]);
        }
    }

    private static void WriteCreated(HttpContext context, ControlCall call)
    {
        string id = SessionId.Text(call.Session);
        context.Response.Headers.Location = $"/v1/sessions/{id}";
        RequestBody.WriteObject(context, json => json.WriteString("id", id), 201);
    }

    /// <summary>Steps of one session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task StepAsync(HttpContext context, Caller caller, UInt128 session)
    {
        using Activity? activity = StepTrace.Begin(context);
        StepCall call = await ReadAsync(
            context, (this, session), static (body, of) => of.Item1.ReadSession(body, of.session))
            .ConfigureAwait(false);
        call.Owner = caller.Owner;
        await RunAsync(call, context.RequestAborted).ConfigureAwait(false);
        StepTrace.Tell(activity, call);
        if (call.Faults[0] == StepFault.None)
        {
            var text = TextBuffer.Begin();
            StepJson.WriteSession(call, text);
            RequestBody.WriteJson(context, 200, text.Written);
        }
        else
        {
            WriteFault(context, call, 0);
        }

        call.Return();
    }

    /// <summary>One step each of many sessions.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="name">The model.</param>
    public async Task StepTogetherAsync(HttpContext context, Caller caller, string name)
    {
        ServedModel model = Model(name);
        bool isBinary = context.Request.ContentType == StepBinary.MediaType;
        using Activity? activity = StepTrace.Begin(context);
        StepCall call = await ReadAsync(
            context, (this, model, isBinary),
            static (body, how) => how.Item1.ReadTogether(body, how.model, how.isBinary))
            .ConfigureAwait(false);
        call.Owner = caller.Owner;
        await RunAsync(call, context.RequestAborted).ConfigureAwait(false);
        StepTrace.Tell(activity, call);
        if (AllFailed(call))
        {
            WriteFault(context, call, 0);
        }
        else
        {
            var text = TextBuffer.Begin();
            StepJson.Write(call, isBinary, text);
            RequestBody.Write(
                context, 200, isBinary ? StepBinary.MediaType : "application/json", text.Written);
        }

        call.Return();
    }

    /// <summary>Whether nothing of a call was done.</summary>
    /// <param name="call">The call.</param>
    public static bool AllFailed(StepCall call) =>
        !call.Outcomes.Contains(StepFault.None);

    /// <summary>Runs a call; where the caller leaves, what is not begun is not taken.</summary>
    /// <param name="call">The call.</param>
    /// <param name="aborted">The caller has left.</param>
    public async ValueTask RunAsync(StepCall call, CancellationToken aborted)
    {
        call.Cancellation = aborted;
        long bytes = call.Bytes;
        if (engine.Memory.TryTake(MemoryUse.Requests, bytes))
        {
            try
            {
                await engine.StepAsync(call).ConfigureAwait(false);
            }
            finally
            {
                engine.Memory.Give(MemoryUse.Requests, bytes);
            }
        }
        else
        {
            call.Refuse(StepFault.Memory);
        }

        engine.Meters.Ended(call.Outcomes);
    }

    /// <summary>Where a session is.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task LookAsync(HttpContext context, Caller caller, UInt128 session)
    {
        ControlCall call = await AskAsync(ControlKind.Look, session, caller).ConfigureAwait(false);
        ServedModel model = models.Of(call.Model);
        RequestBody.WriteObject(context, json =>
        {
            json.WriteString("model", model.Name);
            json.WriteString("version", model.Sha256);
            json.WriteNumber("next", call.Next);
            json.WriteNumber("expires_after", call.ExpiresAfter);
        });
    }

    /// <summary>Answers of stored steps.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task AnswersAsync(HttpContext context, Caller caller, UInt128 session)
    {
        long from = Number(context, "from", 1, long.MaxValue);
        int count = (int)Number(context, "count", 1, StepCall.MostRows, StepCall.MostRows);
        ControlCall call = await AskAsync(
            new ControlCall(ControlKind.Answers, session, caller.Owner) { From = from, Count = count })
            .ConfigureAwait(false);
        var text = TextBuffer.Begin();
        text.Add("{\"next\":"u8).Add(call.Next).Add(",\"from\":"u8).Add(from).Add(",\"answers\":["u8);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(call.Answers);
        int width = call.Count == 0 ? 0 : values.Length / call.Count;
        for (int step = 0; step < call.Count; step++)
        {
            text.Add(step > 0 ? ","u8 : ""u8);
            if (SessionId.IsJob(session))
            {
                text.Add(call.JobAnswers[step].Span);
            }
            else
            {
                StepJson.WriteValues(values.Slice(step * width, width), text);
            }
        }

        text.Add("]}"u8);
        RequestBody.WriteJson(context, 200, text.Written);
    }

    /// <summary>A second session that continues from the same state.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task ForkAsync(HttpContext context, Caller caller, UInt128 session)
    {
        ControlCall from = await AskAsync(ControlKind.Save, session, caller).ConfigureAwait(false);
        WriteCreated(context, await AskAsync(
            new ControlCall(ControlKind.Begin, SessionId.New(SessionId.IsJob(session)), caller.Owner)
            {
                Model = from.Model,
                Next = from.Next,
                State = from.State,
                ExpiresAfter = from.ExpiresAfter,
            }).ConfigureAwait(false));
    }

    /// <summary>The state of a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task SaveAsync(HttpContext context, Caller caller, UInt128 session)
    {
        ControlCall call = await AskAsync(ControlKind.Save, session, caller).ConfigureAwait(false);
        RequestBody.Write(
            context, 200, "application/octet-stream",
            SavedSession.Write(models.Of(call.Model).Sha256, call.Next, call.State.Span));
    }

    /// <summary>Continues from a state.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task RestoreAsync(HttpContext context, Caller caller, UInt128 session)
    {
        byte[] bytes = await ReadAsync(context, 0, static (body, _) => body.ToArray()).ConfigureAwait(false);
        ControlCall look = await AskAsync(ControlKind.Look, session, caller).ConfigureAwait(false);
        (long next, ReadOnlyMemory<byte> state) = SavedSession.Read(bytes, models.Of(look.Model).Sha256);
        await AskAsync(
            new ControlCall(ControlKind.Restore, session, caller.Owner) { Next = next, State = state })
            .ConfigureAwait(false);
        RequestBody.WriteObject(context, json => json.WriteNumber("next", next));
    }

    /// <summary>Ends a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">The session.</param>
    public async Task CloseAsync(HttpContext context, Caller caller, UInt128 session)
    {
        await AskAsync(ControlKind.Close, session, caller).ConfigureAwait(false);
        context.Response.StatusCode = 204;
    }

    /// <summary>Asks a session for something.</summary>
    /// <param name="kind">What.</param>
    /// <param name="session">The session.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="RequestException">It was refused.</exception>
    public Task<ControlCall> AskAsync(ControlKind kind, UInt128 session, Caller caller) =>
        AskAsync(new ControlCall(kind, session, caller.Owner));

    private async Task<ControlCall> AskAsync(ControlCall call)
    {
        await engine.AskAsync(call).ConfigureAwait(false);
        Require(call);
        return call;
    }

    private static void Require(ControlCall call)
    {
        if (call.Fault != StepFault.None)
        {
            throw new RequestException(call.Fault)
            {
                Next = call.Fault == StepFault.NotKept ? call.Next : null,
                MayRetry = call.Fault == StepFault.Moving,
            };
        }
    }

    /// <summary>Answers with the fault of an item of a call.</summary>
    /// <param name="context">The request.</param>
    /// <param name="call">The call.</param>
    /// <param name="item">The item.</param>
    public static void WriteFault(HttpContext context, StepCall call, int item) => RequestBody.WriteError(
        context, FaultText.Status(call.Faults[item]), FaultText.Sentence(call, item),
        call.Next[item] > 0 ? call.Next[item] : null, call.RetrySeconds, call.Faults[item] == StepFault.Moving);

    private static long Number(HttpContext context, string name, long least, long most, long? missing = null)
    {
        string? text = context.Request.Query[name];
        return text is null && missing is { } value ? value
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                && number >= least && number <= most ? number
            : throw new RequestException(400, $"?{name}= must be a whole number from {least} to {most:N0}.");
    }

    /// <summary>A name as messages show it.</summary>
    /// <param name="text">The name.</param>
    public static string Cut(string text) => ErrorText.Cut(text, 60);
}
