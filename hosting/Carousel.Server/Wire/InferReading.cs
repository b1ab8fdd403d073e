using System.Buffers;
using System.Text.Json;
using Carousel.Server.Models;

namespace Carousel.Server.Wire;

/// <summary>Reads requests of the Open Inference Protocol, with and without the extension for binary data.</summary>
internal sealed class InferReading
{
    private readonly InferRequest _request = new();
    private readonly InferTensor _tensor;
    private readonly UniqueNames _names = new();
    private bool _wantsBytes;
    private bool? _outputWantsBytes;

    private InferReading(ServedModel model) => _tensor = new InferTensor(model);

    /// <summary>Reads a request.</summary>
    /// <param name="body">JSON, followed by bytes.</param>
    /// <param name="head">Bytes of the JSON; null for all.</param>
    /// <param name="model">The model that is asked.</param>
    /// <exception cref="RequestException">It is something else.</exception>
    public static InferRequest Read(in ReadOnlySequence<byte> body, long? head, ServedModel model)
    {
        if (head > body.Length)
        {
            throw new RequestException(
                400, $"Inference-Header-Content-Length says {head} bytes, but the body has {body.Length}.");
        }

        ReadOnlySequence<byte> text = body.Slice(0, head ?? body.Length);
        var reading = new InferReading(model);
        try
        {
            StepJson.Read(
                text, (ref Utf8JsonReader json, in ReadOnlySequence<byte> _) =>
                {
                    string name = reading._names.Add(ref json);
                    json.Read();
                    reading.ReadProperty(ref json, name);
                });
            reading.Finish(text, body.Slice(text.Length));
        }
        catch (InvalidOperationException)
        {
            // Half a pair of UTF-16, or invalid bytes: the reader reports it when the text is decoded.
            throw new RequestException(400, "The body contains text that is not UTF-8.");
        }

        return reading._request;
    }

    private void ReadProperty(ref Utf8JsonReader json, string name)
    {
        switch (name)
        {
            case "id":
                _request.Id = InferParts.Text(ref json, "id");
                break;
            case "parameters":
                InferParts.ReadObject(ref json, "parameters", ReadParameter);
                break;
            case "inputs":
                InferParts.ReadTensors(ref json, "inputs", 1, _tensor.Read);
                break;
            case "outputs":
                InferParts.ReadTensors(ref json, "outputs", 0, ReadOutput);
                break;
            default:
                UniqueNames.Skip(ref json);
                break;
        }
    }

    private void ReadParameter(ref Utf8JsonReader json, string name)
    {
        switch (name)
        {
            case "sequence_id":
                string id = json.TokenType == JsonTokenType.Number && json.TryGetUInt64(out ulong number)
                    ? number.ToString(provider: null)
                    : json.TokenType == JsonTokenType.String
                        ? json.GetString()!
                        : throw new RequestException(400, "\"sequence_id\" must be a text, or a whole number from 0.");

                // In the protocol these two mean that the request has no sequence.
                _request.Sequence = id is "" or "0" ? null : id;
                break;
            case "sequence_start":
                _request.IsStart = InferParts.Flag(ref json, "sequence_start");
                break;
            case "sequence_end":
                _request.IsEnd = InferParts.Flag(ref json, "sequence_end");
                break;
            case "sequence_step":
                _request.Step = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long step) && step >= 1
                    ? step
                    : throw new RequestException(400, "\"sequence_step\" must be the number of a step, from 1.");
                break;
            case "binary_data_output":
                _wantsBytes = InferParts.Flag(ref json, "binary_data_output");
                break;
            default:
                UniqueNames.Skip(ref json);
                break;
        }
    }

    private void ReadOutput(ref Utf8JsonReader json, string name)
    {
        switch (name)
        {
            case "name":
                InferParts.RequireName(ref json, InferRequest.Output, "output");
                break;
            case "parameters":
                InferParts.ReadObject(ref json, "parameters", ReadOutputParameter);
                break;
            default:
                UniqueNames.Skip(ref json);
                break;
        }
    }

    private void ReadOutputParameter(ref Utf8JsonReader json, string name)
    {
        switch (name)
        {
            case "binary_data":
                _outputWantsBytes = InferParts.Flag(ref json, "binary_data");
                break;
            case "classification" or "shared_memory_region":
                throw new RequestException(
                    400, $"The server has no extension \"{name}\": ask for the whole answers.");
            default:
                UniqueNames.Skip(ref json);
                break;
        }
    }

    private void Finish(in ReadOnlySequence<byte> text, in ReadOnlySequence<byte> bytes)
    {
        if (_request.Sequence is null && (_request.IsStart || _request.IsEnd || _request.Step > 0))
        {
            throw new RequestException(400, "\"sequence_id\" is missing: it names the sequence.");
        }

        if (_request is { IsStart: true, Step: > 1 })
        {
            throw new RequestException(400, "A sequence starts with step 1.");
        }

        if (_tensor.Bytes != bytes.Length)
        {
            throw new RequestException(
                400, $"{bytes.Length} bytes follow the JSON, but \"binary_data_size\" is {_tensor.Bytes}.");
        }

        _request.WantsBytes = _outputWantsBytes ?? _wantsBytes;
        _tensor.Fill(text, bytes, _request);
    }
}
