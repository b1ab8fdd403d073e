using System.Buffers;
using System.Runtime.InteropServices;
using Carousel.Server.Engine;
using Carousel.Server.Storage;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Carousel.Server.Wire;

/// <summary>
/// Steps as bytes, little-endian. Request: <c>CSTP</c>, u16 version, u16 0, u32 sessions n, u32 width, n ids of 16
/// bytes,
/// n i64 numbers of steps, n · width f32. Answer: <c>CSTA</c>, u16 version, u16 0, u32 n, u32 width, n i64 next steps,
/// n u16 status (0 for done), zeros to a multiple of four bytes, n · width f32.
/// </summary>
internal static class StepBinary
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/x-carousel-steps";

    private const int Head = 16;
    private const ushort Version = 1;

    /// <summary>Reads a request.</summary>
    /// <param name="body">The bytes.</param>
    /// <returns>The call, to be given back.</returns>
    /// <exception cref="RequestException">They are something else.</exception>
    public static StepCall Read(in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            return Read(body.FirstSpan);
        }

        byte[] copy = ArrayPool<byte>.Shared.Rent((int)body.Length);
        try
        {
            body.CopyTo(copy);
            return Read(copy.AsSpan(0, (int)body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Writes the answers.</summary>
    /// <param name="call">The call.</param>
    /// <param name="output">Takes the bytes.</param>
    public static void Write(StepCall call, TextBuffer output)
    {
        int n = call.Items, width = call.AnswerWidth;
        int statuses = (n * sizeof(ushort)) + ((n & 1) * sizeof(ushort));
        int length = Head + (n * sizeof(long)) + statuses + (n * width * sizeof(float));
        Span<byte> bytes = output.GetSpan(length)[..length];
        bytes.Clear();
        "CSTA"u8.CopyTo(bytes);
        WriteUInt16LittleEndian(bytes[4..], Version);
        WriteInt32LittleEndian(bytes[8..], n);
        WriteInt32LittleEndian(bytes[12..], width);
        Span<byte> next = bytes[Head..], status = next[(n * sizeof(long))..], answers = status[statuses..];
        for (int item = 0; item < n; item++)
        {
            WriteInt64LittleEndian(next[(item * sizeof(long))..], call.Next[item]);
            StepFault fault = call.Faults[item];
            if (fault == StepFault.None)
            {
                Values(call.Answer(item, 0), answers[(item * width * sizeof(float))..]);
            }
            else
            {
                WriteUInt16LittleEndian(
                    status[(item * sizeof(ushort))..], (ushort)FaultText.Status(fault));
            }
        }

        output.Advance(length);
    }

    private static StepCall Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < Head || !body.StartsWith("CSTP"u8)
            || ReadUInt16LittleEndian(body[4..]) != Version)
        {
            throw new RequestException(400, "The bytes are not steps of version 1, which begin with CSTP, 1, 0.");
        }

        long n = ReadUInt32LittleEndian(body[8..]);
        long width = ReadUInt32LittleEndian(body[12..]);
        if (n is < 1 or > StepCall.MostRows || width < 1)
        {
            throw new RequestException(
                n > StepCall.MostRows ? 413 : 400,
                $"A request steps 1 to {StepCall.MostRows} sessions with at least one value per row, not {n} with "
                + $"{width}.");
        }

        long expected = Head + (n * (SessionId.Bytes + sizeof(long))) + (n * width * sizeof(float));
        if (body.Length != expected)
        {
            throw new RequestException(
                400, $"{n} sessions with rows of {width} values are {expected} bytes, but {body.Length} were sent.");
        }

        StepCall call = StepCall.Rent((int)n, 1, (int)width);
        ReadOnlySpan<byte> ids = body[Head..], from = ids[((int)n * SessionId.Bytes)..];
        for (int item = 0; item < n; item++)
        {
            call.Sessions[item] = ReadUInt128BigEndian(ids[(item * SessionId.Bytes)..]);
            call.From[item] = ReadInt64LittleEndian(from[(item * sizeof(long))..]);
        }

        Span<float> values = call.Values.AsSpan(0, (int)(n * width));
        Values(from[((int)n * sizeof(long))..], values);
        for (int k = 0; k < values.Length; k++)
        {
            if (!float.IsFinite(values[k]))
            {
                call.Return();
                throw new RequestException(400, $"Row {(k / width) + 1} holds a number that is not finite.");
            }
        }

        for (int item = 0; item < n; item++)
        {
            if (call.From[item] < 0 || SessionId.IsJob(call.Sessions[item]))
            {
                call.Faults[item] = StepFault.Row;
                call.Return();
                throw new RequestException(
                    400, $"Place {item + 1} has a step number below 0, or a session whose rows are not numbers.");
            }
        }

        return call;
    }

    /// <summary>Writes values as little-endian bytes.</summary>
    public static void Values(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        Swap(MemoryMarshal.Cast<byte, int>(bytes[..(values.Length * sizeof(float))]));
    }

    private static void Values(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        bytes.CopyTo(MemoryMarshal.AsBytes(values));
        Swap(MemoryMarshal.Cast<float, int>(values));
    }

    /// <summary>Bytes are little-endian on every machine.</summary>
    private static void Swap(Span<int> values)
    {
        if (!BitConverter.IsLittleEndian)
        {
            ReverseEndianness(values, values);
        }
    }
}
