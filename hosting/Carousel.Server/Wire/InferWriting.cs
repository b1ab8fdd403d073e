using Carousel.Server.Models;

namespace Carousel.Server.Wire;

/// <summary>Writes answers of the Open Inference Protocol, with and without the extension for binary data.</summary>
internal static class InferWriting
{
    /// <summary>Writes an answer.</summary>
    /// <param name="output">Takes the JSON, followed by the bytes if they were requested.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="model">The version that answered.</param>
    /// <param name="next">The number of the sequence's next step; null without a sequence.</param>
    /// <param name="values">[rows, O], of networks.</param>
    /// <param name="texts">[rows], of models of jobs: JSON objects.</param>
    /// <returns>Bytes of the JSON.</returns>
    public static int Write(
        TextBuffer output, InferRequest request, ServedModel model, long? next, ReadOnlySpan<float> values,
        ReadOnlySpan<ReadOnlyMemory<byte>> texts)
    {
        output.Add("{\"model_name\":"u8).AddQuoted(model.Name).Add(",\"model_version\":"u8).AddQuoted(model.Sha256);
        if (request.Id is { } id)
        {
            output.Add(",\"id\":"u8).AddQuoted(id);
        }

        if (next is { } step)
        {
            output.Add(",\"parameters\":{\"sequence_id\":"u8).AddQuoted(request.Sequence!)
                .Add(",\"sequence_next\":"u8).Add(step).Add("}"u8);
        }

        output.Add(",\"outputs\":[{\"name\":\"answers\",\"datatype\":"u8)
            .Add(model.IsJob ? "\"BYTES\""u8 : "\"FP32\""u8).Add(",\"shape\":"u8);
        request.Shape.WriteAnswer(model.OutputSize, output);
        if (!request.WantsBytes)
        {
            output.Add(",\"data\":"u8);
            if (model.IsJob)
            {
                TensorText.WriteJson(texts, output);
            }
            else
            {
                StepJson.WriteValues(values, output);
            }

            output.Add("}]}"u8);
            return output.Written.Length;
        }

        output.Add(",\"parameters\":{\"binary_data_size\":"u8)
            .Add(model.IsJob ? TensorText.BytesOf(texts) : (long)values.Length * sizeof(float)).Add("}}]}"u8);
        int head = output.Written.Length;
        if (model.IsJob)
        {
            TensorText.WriteBytes(texts, output);
        }
        else
        {
            WriteBytes(values, output);
        }

        return head;
    }

    private static void WriteBytes(ReadOnlySpan<float> values, TextBuffer output)
    {
        int bytes = values.Length * sizeof(float);
        StepBinary.Values(values, output.GetSpan(bytes));
        output.Advance(bytes);
    }
}
