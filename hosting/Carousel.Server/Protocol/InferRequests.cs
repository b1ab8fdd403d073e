using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Carousel.Data;
using Carousel.Report;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Models;
using Carousel.Server.Wire;
using Microsoft.AspNetCore.Http;

namespace Carousel.Server.Protocol;

/// <summary>The Open Inference Protocol, version 2, with its extensions for binary data and sequences.</summary>
/// <param name="sessions">Answers what is asked of sessions.</param>
/// <param name="sequences">Sessions by the names that callers gave them.</param>
/// <param name="models">The models that are served.</param>
/// <param name="doorkeeper">Says who asks.</param>
internal sealed class InferRequests(
    SessionRequests sessions, NamedSequences sequences, ModelCatalogue models, Doorkeeper doorkeeper)
{
    private const string HeadHeader = "Inference-Header-Content-Length", Present = "1";
    private const int LeastDigits = 8;

    private static readonly string _version =
        typeof(InferRequests).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Answers a path under <c>/v2</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="RequestException">It can't be answered.</exception>
    public Task AnswerAsync(HttpContext context, string path)
    {
        string[] parts = path.Split('/')[2..];
        if (parts is ["health", "live" or "ready"])
        {
            // This request needs no key: machines use it to check that a server is running.
            Refusals.RequireMethod(context, "GET");
            return Task.CompletedTask;
        }

        Caller caller = doorkeeper.Admit(context);
        switch (parts)
        {
            case []:
                Refusals.RequireMethod(context, "GET");
                WriteServer(context);
                return Task.CompletedTask;
            case ["models", { Length: > 0 } name]:
                WriteModel(context, Find(context, caller, name, Present, "GET"));
                return Task.CompletedTask;
            case ["models", { Length: > 0 } name, "ready"]:
                Find(context, caller, name, Present, "GET");
                return Task.CompletedTask;
            case ["models", { Length: > 0 } name, "infer"]:
                return InferAsync(context, caller, Find(context, caller, name, Present, "POST"), isAnyVersion: true);
            case ["models", { Length: > 0 } name, "versions", var version]:
                WriteModel(context, Find(context, caller, name, version, "GET"));
                return Task.CompletedTask;
            case ["models", { Length: > 0 } name, "versions", var version, "ready"]:
                Find(context, caller, name, version, "GET");
                return Task.CompletedTask;
            case ["models", { Length: > 0 } name, "versions", var version, "infer"]:
                return InferAsync(context, caller, Find(context, caller, name, version, "POST"), isAnyVersion: false);
            default:
                throw Refusals.NoPath(path);
        }
    }

    private ServedModel Find(HttpContext context, Caller caller, string name, string version, string method)
    {
        Refusals.RequireMethod(context, method);
        doorkeeper.Require(caller, name);
        ServedModel served = sessions.Model(name);
        if (version == Present || IsVersion(served.Sha256, version))
        {
            return served;
        }

        return models.VersionsOf(name).FirstOrDefault(m => IsVersion(m.Sha256, version)) is { } kept
            ? models.Of(kept.Number)
            : throw NoVersion(served);
    }

    private static bool IsVersion(string sha256, string version) =>
        version.Length >= LeastDigits && sha256.StartsWith(version, StringComparison.OrdinalIgnoreCase);

    private static RequestException NoVersion(ServedModel model) => new(
        404, $"'{model.Name}' does not have this version. Its version is {model.Sha256}; 1 or the first "
            + $"{LeastDigits} digits also name it.");

    private static void WriteServer(HttpContext context)
    {
        var text = TextBuffer.Begin();
        text.Add("{\"name\":\"carousel\",\"version\":"u8).AddQuoted(_version)
            .Add(",\"extensions\":[\"binary_tensor_data\",\"sequence\"]}"u8);
        RequestBody.WriteJson(context, 200, text.Written);
    }

    private void WriteModel(HttpContext context, ServedModel model) => RequestBody.WriteObject(context, json =>
    {
        json.WriteString("name", model.Name);
        json.Texts("versions", models.VersionsOf(model.Name).Select(version => version.Sha256));
        json.WriteString("platform", "carousel_" + model.Model.Task.Replace('-', '_'));
        WriteTensor(
            json, "inputs", InferRequest.Input, model.IsJob ? null : model.InputSize,
            model.Symbols > 0 ? TensorKind.INT64 : TensorKind.FP32);
        WriteTensor(json, "outputs", InferRequest.Output, model.IsJob ? null : model.OutputSize, TensorKind.FP32);
    });

    private static void WriteTensor(Utf8JsonWriter json, string list, string name, int? width, TensorKind numbers) =>
        json.Objects(list, [name], name =>
        {
            json.WriteString("name", name);
            json.WriteString("datatype", (width is null ? TensorKind.BYTES : numbers).ToString());
            json.List("shape", width is { } values ? [-1, values] : new[] { -1 }, json.WriteNumberValue);
        });

    private async Task InferAsync(HttpContext context, Caller caller, ServedModel model, bool isAnyVersion)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            throw new RequestException(415, "The server does not unpack bodies: send them without Content-Encoding.");
        }

        InferRequest request = await sessions.ReadAsync(
            context, (Head: HeadOf(context), model),
            static (body, state) => InferReading.Read(body, state.Head, state.model)).ConfigureAwait(false);
        sessions.RequireRows(request.Rows);
        if (request.Sequence is null)
        {
            doorkeeper.Count(caller, request.Shape.Rows);
            await AnswerWholeAsync(context, caller, request, model).ConfigureAwait(false);
        }
        else
        {
            await AnswerStepsAsync(context, caller, request, model, isAnyVersion).ConfigureAwait(false);
        }
    }

    private async Task AnswerWholeAsync(HttpContext context, Caller caller, InferRequest request, ServedModel model)
    {
        int rows = request.Shape.Rows;
        float[] answers = new float[rows * model.OutputSize];
        var texts = new ReadOnlyMemory<byte>[model.IsJob ? rows : 0];
        bool isDone;
        try
        {
            isDone = await (model.IsJob
                ? model.Whole.RunAsync(
                    request.Shape.Sequences, request.Rows, texts, units => doorkeeper.Charge(caller, units - 1),
                    context.RequestAborted)
                : model.Whole.RunAsync(request.Shape.Sequences, request.Values, answers, context.RequestAborted))
                .ConfigureAwait(false);
        }
        catch (DataFormatException exception)
        {
            throw new RequestException(400, exception.Message);
        }

        if (!isDone)
        {
            throw NoVersion(model);
        }

        Write(context, request, model, null, answers, texts);
    }

    private async Task AnswerStepsAsync(
        HttpContext context, Caller caller, InferRequest request, ServedModel model, bool isAnyVersion)
    {
        UInt128 session = NamedSequences.IdOf(model, caller, request.Sequence!);
        if (request.IsStart)
        {
            await sequences.StartAsync(model, caller, session).ConfigureAwait(false);
        }
        else if (!isAnyVersion
            && await sequences.VersionOf(model, caller, session).ConfigureAwait(false) is var runs
            && runs != 0 && runs != model.Number)
        {
            throw new RequestException(409, "The sequence runs on another version of the model.");
        }

        StepCall call = StepCall.Rent(1, request.Shape.Rows, model.InputSize);
        (call.Sessions[0], call.From[0], call.Model, call.Owner) = (session, request.Step, model.Name, caller.Owner);
        request.Values.CopyTo(call.Values, 0);
        request.Rows.CopyTo(call.JobRows, 0);
        await sessions.RunAsync(call, context.RequestAborted).ConfigureAwait(false);
        if (call.Faults[0] == StepFault.NoSession)
        {
            call.Return();
            throw new RequestException(
                400,
                $"The sequence '{SessionRequests.Cut(request.Sequence!)}' of '{model.Name}' has not begun, or has "
                + "ended. Its first request must have \"sequence_start\" true.");
        }

        if (call.Faults[0] != StepFault.None)
        {
            SessionRequests.WriteFault(context, call, 0);
            call.Return();
            return;
        }

        ServedModel version = models.Of(call.Version);
        if (request.IsEnd)
        {
            await sequences.EndAsync(version, caller, session).ConfigureAwait(false);
        }

        Write(
            context, request, version, call.Next[0],
            call.Answers.AsSpan(0, model.IsJob ? 0 : request.Shape.Rows * call.AnswerWidth), call.JobAnswers);
        call.Return();
    }

    private static void Write(
        HttpContext context, InferRequest request, ServedModel model, long? next, ReadOnlySpan<float> values,
        ReadOnlySpan<ReadOnlyMemory<byte>> texts)
    {
        var text = TextBuffer.Begin();
        int head = InferWriting.Write(text, request, model, next, values, texts);
        if (request.WantsBytes)
        {
            context.Response.Headers[HeadHeader] = head.ToString(CultureInfo.InvariantCulture);
        }

        RequestBody.Write(
            context, 200, request.WantsBytes ? "application/octet-stream" : "application/json", text.Written);
    }

    private static long? HeadOf(HttpContext context)
    {
        string? text = context.Request.Headers[HeadHeader];
        return text is null ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes
            : throw new RequestException(400, $"{HeadHeader} must be the number of bytes of the JSON.");
    }
}
