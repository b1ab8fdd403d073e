using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Customers;

/// <summary>
/// Whether a made customer leaves, after weeks in which a service fails, bills are disputed and credits are given.
/// </summary>
/// <remarks>
/// As in the simulation of the job that tells when customers leave, with disputes in addition to outages: annoyance
/// rises by 1 with an outage or a dispute, fades by 8 % a week, and a credit takes three quarters of it away; habit is
/// a mean of log(1 + visits) that forgets 20 % a week; logit = −3 + 2·annoyance − 0.9·(habit − 1.3). Single
/// errors, newsletters and purchases change nothing.
/// </remarks>
internal sealed class ChurnTask : SequenceTask
{
    /// <summary>Weeks of a history.</summary>
    public const int Weeks = 40;

    /// <summary>What a week has: visits, errors, disputes, credits, newsletters, purchases.</summary>
    public const int Features = 6;

    // Histories of fewer weeks are not asked about.
    private const int Ahead = 12;
    private const double OutageShare = 0.05, DisputeShare = 0.03, NewsletterShare = 0.08;

    /// <inheritdoc/>
    public override string Name => "textbook/churn";

    /// <inheritdoc/>
    public override int InputSize => Features;

    /// <inheritdoc/>
    public override int OutputSize => 2;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch) =>
        Write([.. Enumerable.Range(0, sequences).Select(_ => Customer.Live(random))], batch, Ahead);

    /// <summary>Writes customers, who may leave after each week.</summary>
    /// <param name="customers">The customers.</param>
    /// <param name="batch">Begun and filled.</param>
    /// <param name="ahead">Weeks at the beginning that are not asked about.</param>
    public static void Write(IReadOnlyList<Customer> customers, TaskBatch batch, int ahead)
    {
        batch.Begin(Weeks, customers.Count);
        for (int b = 0; b < customers.Count; b++)
        {
            for (int t = 0; t < Weeks; t++)
            {
                customers[b].Week(t).CopyTo(batch.Step(b, t));
                if (t >= ahead)
                {
                    batch.AddTarget(b, t, customers[b].Leaves[t] ? 1 : 0);
                }
            }
        }
    }

    /// <summary>A customer.</summary>
    /// <param name="History">[weeks · features].</param>
    /// <param name="IsPlanted">[weeks]: whether there is an outage or a dispute.</param>
    /// <param name="IsHarmless">[weeks]: whether there is a newsletter, and no outage, dispute or credit.</param>
    /// <param name="Leaves">[weeks]: whether one with this history leaves after the week.</param>
    internal sealed record Customer(float[] History, bool[] IsPlanted, bool[] IsHarmless, bool[] Leaves)
    {
        /// <summary>A week's features.</summary>
        public ReadOnlySpan<float> Week(int week) => History.AsSpan(week * Features, Features);

        /// <summary>Lives the weeks.</summary>
        public static Customer Live(TrialRandom random)
        {
            var customer = new Customer(
                new float[Weeks * Features], new bool[Weeks], new bool[Weeks], new bool[Weeks]);
            double visits = Math.Exp(0.8 + (0.5 * random.Gaussian())), annoyance = 0, habit = Math.Log(1 + visits);
            int creditIn = -1;
            for (int week = 0; week < Weeks; week++)
            {
                bool isOutage = random.Uniform() < OutageShare, isDispute = random.Uniform() < DisputeShare,
                    hasNews = random.Uniform() < NewsletterShare, isCredit = --creditIn == 0;
                if ((isOutage || isDispute) && creditIn < 0 && random.Uniform() < 0.5)
                {
                    creditIn = random.Between(1, 4);
                }

                double seen = Math.Log(1 + Math.Max(0, visits + (Math.Sqrt(visits) * random.Gaussian())));
                float errors = isOutage ? random.Between(5, 9) : random.Below(6) == 0 ? random.Between(1, 2) : 0;
                float[] own =
                [
                    (float)seen, errors / 5, isDispute ? 1 : 0, isCredit ? 1 : 0, hasNews ? 1 : 0,
                    random.Below(4) == 0 ? 1 : 0,
                ];
                own.CopyTo(customer.History, week * Features);
                annoyance = ((0.92 * annoyance) + (isOutage ? 1 : 0) + (isDispute ? 1 : 0)) * (isCredit ? 0.25 : 1);
                habit = (0.8 * habit) + (0.2 * seen);
                double logit = -3 + (2 * annoyance) - (0.9 * (habit - 1.3));
                customer.Leaves[week] = random.Uniform() < 1 / (1 + Math.Exp(-logit));
                customer.IsPlanted[week] = isOutage || isDispute;
                customer.IsHarmless[week] = hasNews && !isOutage && !isDispute && !isCredit;
            }

            return customer;
        }
    }
}
