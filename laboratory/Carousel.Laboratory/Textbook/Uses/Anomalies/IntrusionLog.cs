using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Anomalies;

/// <summary>
/// Sessions on hosts of a made network, with attacks whose steps are all usual somewhere: only the host's role, the
/// time of day or the steps before show that they are wrong here.
/// </summary>
/// <remarks>
/// A session begins with the host's role and the time of day. Office hosts log in, read, write, connect and sometimes
/// upload by day, and read by night. Administrators open a ticket before they do anything as root or log in elsewhere;
/// after a ticket a password may fail several times. Backup hosts read and upload in turns by night. Probers knock at
/// ports in turns all day. Attacks, planted into sessions of office hosts and of administrators without a ticket:
/// <see cref="Attacks"/>.
/// </remarks>
internal static class IntrusionLog
{
    /// <summary>Classes of events, roles and times of day among them.</summary>
    public const int Symbols = 17;

    private const int Office = 0, Admin = 1, Backup = 2, Prober = 3, Day = 4, Night = 5;
    private const int Success = 6, Failure = 7, Read = 8, Write = 9, Root = 10, Ticket = 11, Connect = 12, Closed = 13,
        Upload = 14, Elsewhere = 15, Logout = 16;

    /// <summary>A session's attacks.</summary>
    public static IReadOnlyList<string> Attacks { get; } = ["port scan", "brute force", "exfiltration", "lateral"];

    /// <summary>Draws a session in order.</summary>
    public static WatchedEvents Draw(TrialRandom random) => Draw(random, attack: -1);

    /// <summary>Draws a session.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="attack">Which of the attacks is planted; below 0 none.</param>
    public static WatchedEvents Draw(TrialRandom random, int attack)
    {
        int role = attack < 0 ? random.Below(4) : attack == 2 ? Office : random.Below(2);
        bool isNight = attack == 2 || random.Below(10) < (role is Backup ? 9 : role is Prober ? 5 : 2);
        List<int> events = [role, isNight ? Night : Day, .. Usual(random, role, isNight, hasTicket: attack < 0)];
        int from = 0, to = 0;
        if (attack >= 0)
        {
            int[] planted = Planted(random, attack);
            from = attack == 1 ? 2 : random.Between(5, events.Count - 1);
            to = from + planted.Length;
            events.InsertRange(from, planted);
        }

        return WatchedEvents.OneHot(events, Symbols, from, to);
    }

    private static IEnumerable<int> Usual(TrialRandom random, int role, bool isNight, bool hasTicket)
    {
        int failures = role is Office or Admin ? Math.Max(0, random.Below(6) - 3) : 0;
        for (int f = 0; f < failures; f++)
        {
            yield return Failure;
        }

        yield return Success;
        int actions = random.Between(8, 24);
        int ticket = role == Admin && hasTicket && random.Below(4) > 0 ? random.Below(actions / 2) : int.MaxValue;
        for (int a = 0; a < actions; a++)
        {
            if (a == ticket)
            {
                yield return Ticket;
                for (int f = random.Below(3) == 0 ? random.Between(2, 6) : 0; f > 0; f--)
                {
                    yield return Failure;
                }

                continue;
            }

            foreach (int happens in Action(random, role, isNight, a, hasTicket: a > ticket))
            {
                yield return happens;
            }
        }

        yield return Logout;
    }

    private static int[] Action(TrialRandom random, int role, bool isNight, int turn, bool hasTicket) => role switch
    {
        Backup => turn % 2 == 0 ? [Read] : [Upload],
        Prober => turn % 4 == 3 ? [Read] : [Connect, Closed],
        Admin when hasTicket && random.Below(3) > 0 => random.Below(3) == 0 ? [Elsewhere, Root] : [Root],
        Admin => random.Coin() ? [Read] : [Connect],
        _ when isNight => [Read],
        _ => random.Below(8) switch
        {
            < 3 => [Read],
            < 5 => [Write],
            < 7 => random.Below(12) == 0 ? [Connect, Closed] : [Connect],
            _ => [Read, Upload],
        },
    };

    private static int[] Planted(TrialRandom random, int attack)
    {
        int times = random.Between(3, 6);
        int[] Repeated(params int[] steps) => [.. Enumerable.Range(0, times).SelectMany(_ => steps)];
        return attack switch
        {
            0 => Repeated(Connect, Closed),
            1 => Repeated(Failure),
            2 => Repeated(Read, Upload),
            _ => Repeated(Elsewhere, Root),
        };
    }
}
