using System.Buffers;
using System.Text;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Protocol;
using Carousel.Server.Storage;
using Carousel.Server.Wire;
using RabbitMQ.Client;

namespace Carousel.Server.Ingest;

/// <summary>Steps as messages: read as the bodies of HTTP are, and answered by such.</summary>
/// <param name="sessions">Takes steps.</param>
/// <param name="doorkeeper">Says who asks.</param>
internal sealed class StepMessages(SessionRequests sessions, Doorkeeper doorkeeper)
{
    /// <summary>Begins the steps of a message.</summary>
    /// <param name="properties">Its properties.</param>
    /// <param name="body">Its body, which ends with this.</param>
    /// <exception cref="RequestException">It is not what a message of steps is.</exception>
    public StepCall Read(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        if (body.Length > RequestBody.MostBytes)
        {
            throw new RequestException(413, $"A message has at most {RequestBody.MostBytes >> 20} MiB.");
        }

        Caller caller = doorkeeper.Admit(Header(properties, IngestNames.Authorization));
        StepCall call;
        if (Header(properties, IngestNames.Model) is { } model)
        {
            doorkeeper.Require(caller, model);
            call = sessions.ReadTogether(
                new ReadOnlySequence<byte>(body), sessions.Model(model), IsBinary(properties));
        }
        else if (SessionId.TryParse(Header(properties, IngestNames.Session), out UInt128 session))
        {
            call = sessions.ReadSession(new ReadOnlySequence<byte>(body), session);
        }
        else
        {
            throw new RequestException(
                400,
                $"A message of steps has a header '{IngestNames.Session}' with an id of {SessionId.Digits} "
                + $"hexadecimal digits, or a header '{IngestNames.Model}' with the model of many sessions.");
        }

        if (call.From.AsSpan(0, call.Items).Contains(0))
        {
            call.Return();
            throw new RequestException(
                400, "A message may arrive twice: give the number of its first step as \"from\".");
        }

        call.Owner = caller.Owner;
        return call;
    }

    /// <summary>Whether a message holds bytes.</summary>
    /// <param name="properties">Its properties.</param>
    public static bool IsBinary(IReadOnlyBasicProperties properties) =>
        properties.ContentType == StepBinary.MediaType;

    /// <summary>Takes the steps of a message.</summary>
    /// <param name="call">The steps.</param>
    public ValueTask RunAsync(StepCall call) => sessions.RunAsync(call, CancellationToken.None);

    /// <summary>Writes the answer to a message.</summary>
    /// <param name="call">Its steps, which have ended.</param>
    /// <param name="isBinary">Whether it is answered in bytes.</param>
    /// <param name="output">Takes it.</param>
    /// <returns>Status and media type.</returns>
    public static (int Status, string Type) Write(StepCall call, bool isBinary, TextBuffer output)
    {
        if (SessionRequests.AllFailed(call))
        {
            ErrorText.Write(
                output, FaultText.Sentence(call, 0), null, call.Next[0] > 0 ? call.Next[0] : null);
            return (FaultText.Status(call.Faults[0]), "application/json");
        }

        StepJson.Write(call, isBinary, output);
        return (200, isBinary && call.Model is not null ? StepBinary.MediaType : "application/json");
    }

    private static string? Header(IReadOnlyBasicProperties properties, string name) =>
        properties.Headers is { } headers && headers.TryGetValue(name, out object? value)
            ? value switch
            {
                byte[] bytes => Encoding.UTF8.GetString(bytes),
                string text => text,
                _ => null,
            }
            : null;
}
