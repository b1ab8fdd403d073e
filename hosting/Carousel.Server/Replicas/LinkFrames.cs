using System.Runtime.InteropServices;
using Carousel.Server.Engine;

namespace Carousel.Server.Replicas;

/// <summary>What replicas ask each other, and answer, as bytes: little-endian, each with the number that the asker gave
/// it.</summary>
internal static class LinkFrames
{
    private const byte OfSteps = 1, OfControl = 2;

    /// <summary>Writes a question.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="passage">The request.</param>
    public static void WriteQuestion(BinaryWriter writer, Passage passage)
    {
        writer.Write(passage.LinkNumber);
        if (passage.Steps is { } steps)
        {
            writer.Write(OfSteps);
            writer.Write(steps.Items);
            writer.Write(steps.Rows);
            writer.Write(steps.Width);
            writer.Write(steps.Owner);
            writer.Write(steps.Model ?? "");
            writer.Write(Bytes(steps.Sessions, steps.Items));
            writer.Write(Bytes(steps.From, steps.Items));
            writer.Write(Bytes(steps.Values, steps.Items * steps.Rows * steps.Width));
            Write(writer, steps.JobRows.AsSpan(0, steps.Width > 0 ? 0 : steps.Items * steps.Rows));
            return;
        }

        ControlCall control = passage.Control!;
        writer.Write(OfControl);
        writer.Write((byte)control.Kind);
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>([control.Session])));
        writer.Write(control.Owner);
        writer.Write(control.From);
        WriteFields(writer, control);
    }

    /// <summary>Reads a question.</summary>
    /// <param name="reader">At its beginning.</param>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static Passage ReadQuestion(BinaryReader reader)
    {
        long number = reader.ReadInt64();
        return reader.ReadByte() switch
        {
            OfSteps => new Passage(ReadSteps(reader), isPassedOn: true) { LinkNumber = number },
            OfControl => new Passage(ReadControl(reader), isPassedOn: true) { LinkNumber = number },
            byte kind => throw new InvalidDataException($"Unknown request kind {kind}."),
        };
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="passage">What was asked, with its answer.</param>
    public static void WriteAnswer(BinaryWriter writer, Passage passage)
    {
        writer.Write(passage.LinkNumber);
        if (passage.Steps is { } steps)
        {
            // Where a call was refused whole, its answers have no width.
            int values = steps.Width > 0 ? steps.Items * steps.Rows * steps.AnswerWidth : 0;
            writer.Write(steps.Version);
            writer.Write(steps.RetrySeconds);
            writer.Write(steps.Detail ?? "");
            writer.Write(Bytes(steps.Faults, steps.Items));
            writer.Write(Bytes(steps.Next, steps.Items));
            writer.Write(steps.AnswerWidth);
            writer.Write(Bytes(steps.Answers, values));
            Write(writer, steps.JobAnswers.AsSpan(0, steps.Width > 0 ? 0 : steps.Items * steps.Rows));
            return;
        }

        ControlCall control = passage.Control!;
        writer.Write((byte)control.Fault);
        WriteFields(writer, control);
        writer.Write(control.Answers.Length);
        writer.Write(control.Answers);
        writer.Write(control.JobAnswers.Length);
        Write(writer, control.JobAnswers);
    }

    /// <summary>Reads the number of an answer.</summary>
    /// <param name="reader">At its beginning.</param>
    public static long ReadNumber(BinaryReader reader) => reader.ReadInt64();

    /// <summary>Reads an answer after its number.</summary>
    /// <param name="reader">The reader, positioned after the number.</param>
    /// <param name="passage">What was asked; takes the answer.</param>
    /// <returns>Whether it was done; not where the other has the partition no more.</returns>
    public static bool ReadAnswer(BinaryReader reader, Passage passage)
    {
        if (passage.Steps is { } steps)
        {
            steps.Version = reader.ReadInt32();
            steps.RetrySeconds = reader.ReadInt32();
            steps.Detail = reader.ReadString() is { Length: > 0 } detail ? detail : null;
            Read(reader, Bytes(steps.Faults, steps.Items));
            Read(reader, Bytes(steps.Next, steps.Items));
            int width = reader.ReadInt32();
            if (steps.Width > 0 && width > 0 && steps.SetAnswerWidth(width))
            {
                Read(reader, Bytes(steps.Answers, steps.Items * steps.Rows * width));
            }

            ReadMany(reader, steps.JobAnswers);
            return !steps.Outcomes.Contains(StepFault.Moving);
        }

        ControlCall control = passage.Control!;
        control.Fault = (StepFault)reader.ReadByte();
        ReadFields(reader, control);
        control.Answers = ReadBytes(reader, reader.ReadInt32());
        control.JobAnswers = new ReadOnlyMemory<byte>[Math.Clamp(reader.ReadInt32(), 0, StepCall.MostRows)];
        ReadMany(reader, control.JobAnswers);
        return control.Fault != StepFault.Moving;
    }

    private static StepCall ReadSteps(BinaryReader reader)
    {
        (int items, int rows, int width) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (items is < 1 or > StepCall.MostRows || rows is < 1 or > StepCall.MostRows || width < 0
            || (Int128)items * rows * Math.Max(width, 1) * sizeof(float) > left)
        {
            throw new InvalidDataException($"The frame does not contain {items} × {rows} rows of {width} values.");
        }

        StepCall steps = StepCall.Rent(items, rows, width);
        steps.Owner = reader.ReadInt64();
        steps.Model = reader.ReadString() is { Length: > 0 } model ? model : null;
        Read(reader, Bytes(steps.Sessions, items));
        Read(reader, Bytes(steps.From, items));
        Read(reader, Bytes(steps.Values, items * rows * width));
        ReadMany(reader, steps.JobRows);
        return steps;
    }

    private static ControlCall ReadControl(BinaryReader reader)
    {
        var kind = (ControlKind)reader.ReadByte();
        UInt128 session = 0;
        Read(reader, MemoryMarshal.AsBytes(new Span<UInt128>(ref session)));
        var control = new ControlCall(kind, session, reader.ReadInt64()) { From = reader.ReadInt64() };
        ReadFields(reader, control);
        return control;
    }

    private static void WriteFields(BinaryWriter writer, ControlCall control)
    {
        writer.Write(control.Model);
        writer.Write(control.Next);
        writer.Write(control.ExpiresAfter);
        writer.Write(control.Count);
        writer.Write(control.State.Length);
        writer.Write(control.State.Span);
    }

    private static void ReadFields(BinaryReader reader, ControlCall control)
    {
        (control.Model, control.Next) = (reader.ReadInt32(), reader.ReadInt64());
        (control.ExpiresAfter, control.Count) = (reader.ReadInt32(), reader.ReadInt32());
        control.State = ReadBytes(reader, reader.ReadInt32());
    }

    private static Span<byte> Bytes<T>(T[] values, int count)
        where T : struct => MemoryMarshal.AsBytes(values.AsSpan(0, count));

    private static void Write(BinaryWriter writer, ReadOnlySpan<ReadOnlyMemory<byte>> many)
    {
        foreach (ReadOnlyMemory<byte> one in many)
        {
            writer.Write(one.Length);
            writer.Write(one.Span);
        }
    }

    private static void ReadMany(BinaryReader reader, Span<ReadOnlyMemory<byte>> many)
    {
        for (int i = 0; i < many.Length; i++)
        {
            many[i] = ReadBytes(reader, reader.ReadInt32());
        }
    }

    private static byte[] ReadBytes(BinaryReader reader, int count)
    {
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new InvalidDataException($"The frame does not contain {count} bytes.");
        }

        return reader.ReadBytes(count);
    }

    private static void Read(BinaryReader reader, Span<byte> bytes) => reader.BaseStream.ReadExactly(bytes);
}
