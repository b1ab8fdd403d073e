using System.Text;
using Carousel.Server.Engine;
using Carousel.Server.Replicas;

namespace Carousel.Server.Tests.Replicas;

/// <summary>Messages between replicas arrive unchanged; damaged ones are rejected.</summary>
public sealed class LinkFramesTests
{
    private static readonly UInt128[] _sessions = [new UInt128(1, 2), new UInt128(3, 4)];

    [Fact]
    public void Question_OfSteps_ComesAsItWasAsked()
    {
        var asked = new Passage(Steps(width: 3)) { LinkNumber = 7 };
        Passage read = LinkFrames.ReadQuestion(Reader(w => LinkFrames.WriteQuestion(w, asked)));
        Assert.True(read.IsPassedOn);
        Assert.Equal((7, "tiny", 5), (read.LinkNumber, read.Steps!.Model, read.Steps.Owner));
        Assert.Equal(_sessions, read.Steps.Sessions[..2]);
        Assert.Equal([9, 10], read.Steps.From[..2]);
        Assert.Equal(asked.Steps!.Values[..6], read.Steps.Values[..6]);
    }

    [Fact]
    public void Answer_OfSteps_ComesAsItWasGiven()
    {
        StepCall given = Steps(width: 3), taken = Steps(width: 3);
        given.SetAnswerWidth(2);
        new float[] { 1, 2, 3, 4 }.CopyTo(given.Answers, 0);
        (given.Next[0], given.Faults[1], given.Detail, given.Version) = (10, StepFault.Gap, "Why.", 3);
        Assert.True(Answer(new Passage(given), new Passage(taken)));
        Assert.Equal([1, 2, 3, 4], taken.Answers[..4]);
        Assert.Equal((10, StepFault.Gap, "Why.", 3), (taken.Next[0], taken.Faults[1], taken.Detail, taken.Version));
    }

    [Fact]
    public void Answer_OfJobs_ComesAsItWasGiven()
    {
        StepCall given = Steps(width: 0), taken = Steps(width: 0);
        given.JobAnswers[1] = "{}"u8.ToArray();
        Assert.True(Answer(new Passage(given), new Passage(taken)));
        Assert.Equal("{}", Encoding.UTF8.GetString(taken.JobAnswers[1].Span));
    }

    [Fact]
    public void Answer_OfOneThatHasThePartitionNoMore_IsNone()
    {
        var given = new Passage(Steps(width: 1));
        given.Refuse(StepFault.Moving);
        Assert.False(Answer(given, new Passage(Steps(width: 1))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Control_ComesAsItWasSaid(bool isJob)
    {
        var asked = new Passage(new ControlCall(ControlKind.Answers, _sessions[0], 5)
        {
            Model = 2,
            Next = 8,
            ExpiresAfter = 30,
            State = new byte[] { 1, 2 },
            From = 4,
            Count = 2,
        });
        Passage read = LinkFrames.ReadQuestion(Reader(w => LinkFrames.WriteQuestion(w, asked)));
        ControlCall control = read.Control!;
        Assert.Equal(
            (ControlKind.Answers, _sessions[0], 5, 2, 8, 30, 4, 2),
            (control.Kind, control.Session, control.Owner, control.Model, control.Next, control.ExpiresAfter,
                control.From, control.Count));
        Assert.Equal([1, 2], control.State.ToArray());
        control.Answers = isJob ? [] : [5, 6, 7, 8];
        control.JobAnswers = isJob ? ["1"u8.ToArray(), "2"u8.ToArray()] : [];
        Assert.True(Answer(read, asked));
        Assert.Equal(control.Answers, asked.Control!.Answers);
        Assert.Equal(control.JobAnswers.Length, asked.Control.JobAnswers.Length);
    }

    [Fact]
    public void Question_ThatIsDamaged_IsRefused()
    {
        byte[] bytes = Bytes(w => LinkFrames.WriteQuestion(w, new Passage(Steps(width: 3))));
        var random = new Random(1);
        for (int round = 0; round < 500; round++)
        {
            byte[] damaged = bytes[..(random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length))];
            for (int change = random.Next(1, 4); change > 0 && damaged.Length > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                LinkFrames.ReadQuestion(new BinaryReader(new MemoryStream(damaged)));
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or FormatException)
            {
                // Said, and the link ends.
            }
        }
    }

    private static bool Answer(Passage given, Passage taken)
    {
        BinaryReader reader = Reader(w => LinkFrames.WriteAnswer(w, given));
        Assert.Equal(given.LinkNumber, LinkFrames.ReadNumber(reader));
        return LinkFrames.ReadAnswer(reader, taken);
    }

    private static StepCall Steps(int width)
    {
        StepCall call = StepCall.Rent(2, 1, width);
        (call.Model, call.Owner) = ("tiny", 5);
        _sessions.CopyTo(call.Sessions, 0);
        (call.From[0], call.From[1]) = (9, 10);
        for (int v = 0; v < 2 * width; v++)
        {
            call.Values[v] = v;
        }

        return call;
    }

    private static BinaryReader Reader(Action<BinaryWriter> write) => new(new MemoryStream(Bytes(write)));

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        return bytes.ToArray();
    }
}
